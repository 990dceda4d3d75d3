using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MailCloud.Telemetry.Tests;

/// <summary>What was posted: lines of JSON, unpacked.</summary>
internal sealed record Post(string Authorization, string Body);

/// <summary>Application Insights' end of the line: takes all that comes over TLS.</summary>
internal sealed class Ingestion : IAsyncDisposable
{
    private readonly ConcurrentQueue<Post> posts = new();
    private readonly WebApplication app;

    private Ingestion(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(System.Net.IPAddress.Loopback, 0, port => port.UseHttps(certificate)));
        app = builder.Build();
        app.MapPost("/{**path}", KeepAsync);
    }

    public IReadOnlyCollection<Post> Posts => posts;

    public static async Task<Ingestion> StartAsync(X509Certificate2 certificate)
    {
        var ingestion = new Ingestion(certificate);
        await ingestion.app.StartAsync();
        return ingestion;
    }

    public string ConnectionString(string instrumentationKey) =>
        $"InstrumentationKey={instrumentationKey};IngestionEndpoint={app.Urls.Single()}/;LiveEndpoint={app.Urls.Single()}/";

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> KeepAsync(HttpRequest request)
    {
        await using var unpacked =
            request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        using var reader = new StreamReader(unpacked, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        posts.Enqueue(new Post(request.Headers.Authorization.ToString(), body));
        var count = body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        return Results.Json(
            new
            {
                itemsReceived = count,
                itemsAccepted = count,
                errors = Array.Empty<string>(),
            }
        );
    }
}
