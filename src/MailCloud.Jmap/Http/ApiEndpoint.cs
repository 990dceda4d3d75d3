using System.Buffers;
using MailCloud.Jmap.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MailCloud.Jmap.Http;

/// <summary>Takes requests (RFC 8620 §3.1).</summary>
internal sealed class ApiEndpoint(JmapServer server)
{
    private const string Json = "application/json";

    private readonly ConcurrencyLimit running = new(JmapLimits.MaxConcurrentRequests);

    public async Task AnswerAsync(HttpContext context)
    {
        using var place = running.TryEnter(context.Account()) ?? throw RequestException.TooManyRequests();
        if (
            !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        )
            throw RequestException.NotJson($"A request has the Content-Type {Json}.");
        var request = await ReadAsync(context);
        context.Response.ContentType = Json;
        context.Response.Headers.CacheControl = "no-store";
        await server.RunAsync(context.Account(), request, context.Response.BodyWriter, context.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > JmapLimits.MaxSizeRequest)
            throw RequestException.TooLarge();
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > JmapLimits.MaxSizeRequest)
                throw RequestException.TooLarge();
            if (read.IsCompleted)
            {
                var request = read.Buffer.ToArray();
                // Whoever reads the rest of a request for us, and finds it read, has to find it given back.
                reader.AdvanceTo(read.Buffer.End);
                return request;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
