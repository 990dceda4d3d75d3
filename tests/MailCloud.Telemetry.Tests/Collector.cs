using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MailCloud.Telemetry.Tests;

/// <summary>An OpenTelemetry collector that keeps what it is told, over OTLP/HTTP in protobuf.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> received = new();
    private readonly WebApplication app;

    private Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v1/{signal}", KeepAsync);
    }

    public string Address => app.Urls.Single();

    public IReadOnlyList<Span> Spans => [.. Bodies("traces").SelectMany(Otlp.Spans)];

    public IReadOnlyList<Figure> Figures => [.. Bodies("metrics").SelectMany(Otlp.Figures)];

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>Whether any of a signal's octets say this.</summary>
    public bool Heard(string signal, string text) => Bodies(signal).Any(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public bool HasHeardOf(string signal) => Bodies(signal).Any();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IEnumerable<byte[]> Bodies(string signal) => received.Where(each => each.Signal == signal).Select(each => each.Body);

    private async Task<IResult> KeepAsync(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        received.Enqueue((signal, body.ToArray()));
        return Results.Bytes([], "application/x-protobuf");
    }
}
