using System.Net;
using MailCloud.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>The Functions host's public side: passes on what the declared HTTP functions take, and nothing else.</summary>
internal sealed class FrontDoor : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpMessageInvoker client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
        }
    );

    private FrontDoor(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    public static async Task<FrontDoor> StartAsync(MiniFunctionsHost functions, FunctionFiles files)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        var server = builder.Build();
        var door = new FrontDoor(server);
        var forwarder = server.Services.GetRequiredService<IHttpForwarder>();
        foreach (var trigger in files.Functions.Select(function => function.Trigger).OfType<HttpTrigger>())
            server.MapMethods($"/{trigger.Route}", trigger.Methods, ForwardAsync);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return door;

        async Task ForwardAsync(HttpContext context)
        {
            var handler = await functions.ReadyAsync();
            await forwarder.SendAsync(context, handler.Address.ToString(), door.client, ForwarderRequestConfig.Empty);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
    }
}
