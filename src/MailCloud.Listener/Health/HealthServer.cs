using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace MailCloud.Listener.Health;

/// <summary>
/// Answers whoever watches over the process, such as a load balancer, over HTTP in the clear: <c>GET /live</c>, 503 if the process should be started anew, and
/// <c>GET /ready</c>, 503 if it should get no new connections, with the reasons in words. There is nothing else here, and nothing secret.
/// </summary>
public sealed class HealthServer : IAsyncDisposable
{
    private const int MaxConnections = 64;
    private const int MaxHeaderOctets = 8 * 1024;

    private readonly KestrelServer server;

    private HealthServer(KestrelServer server) => this.server = server;

    /// <summary>The port that it is bound to.</summary>
    public int Port => new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;

    /// <exception cref="PortUnavailableException">The port is taken.</exception>
    public static async Task<HealthServer> StartAsync(IPEndPoint endPoint, HealthState state, ILoggerFactory loggers)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MaxConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeaderOctets;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        options.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        var kestrel = new KestrelServer(Options.Create(options), transport, loggers);
        try
        {
            await kestrel.StartAsync(new Answers(state), CancellationToken.None);
        }
        catch (IOException e)
        {
            kestrel.Dispose();
            throw new PortUnavailableException("health", endPoint, e);
        }
        return new HealthServer(kestrel);
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await server.StopAsync(atOnce.Token);
        server.Dispose();
    }

    /// <summary>The requests; without ASP.NET's pipeline, of which two words need nothing.</summary>
    private sealed class Answers(HealthState state) : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public void DisposeContext(IFeatureCollection context, Exception? exception) { }

        public async Task ProcessRequestAsync(IFeatureCollection context)
        {
            var request = context.GetRequiredFeature<IHttpRequestFeature>();
            var response = context.GetRequiredFeature<IHttpResponseFeature>();
            var (status, text) = (request.Method, request.Path) switch
            {
                ("GET" or "HEAD", "/live") => Report(state.IsLive ? [] : ["a port does not accept any more"]),
                ("GET" or "HEAD", "/ready") => Report([.. state.Obstacles]),
                _ => (StatusCodes.Status404NotFound, ""),
            };
            var body = Encoding.UTF8.GetBytes(text);
            response.StatusCode = status;
            response.Headers.ContentType = "text/plain; charset=utf-8";
            response.Headers.CacheControl = "no-store";
            response.Headers.ContentLength = body.Length;
            if (request.Method is not "HEAD")
                await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body);
        }

        private static (int Status, string Text) Report(IReadOnlyList<string> obstacles) =>
            obstacles.Count == 0
                ? (StatusCodes.Status200OK, "ok\n")
                : (StatusCodes.Status503ServiceUnavailable, string.Concat(obstacles.Select(obstacle => $"{obstacle}\n")));
    }
}
