using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Core.Blobs;
using MailCloud.Mail.Uploads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MailCloud.Jmap.Http;

/// <summary>Takes octets that a later request uses (RFC 8620 §6.1). They go into the store as they come.</summary>
internal sealed class UploadEndpoint(JmapServer server)
{
    private const string AnyType = "application/octet-stream";
    private const int MaxTypeLength = 255;

    private readonly UploadBudget budget = new(server.Uploads, server.Time);
    private readonly ConcurrencyLimit running = new(JmapLimits.MaxConcurrentUpload);

    public async Task AnswerAsync(HttpContext context)
    {
        var account = context.Account();
        if (!context.IsOwnAccount())
        {
            await Problem.NotFoundAsync(context, "There is no such account.");
            return;
        }
        using var place = running.TryEnter(account) ?? throw RequestException.TooManyUploads();
        if (context.Request.ContentLength > JmapLimits.MaxSizeUpload)
            throw RequestException.UploadTooLarge();
        var announced = context.Request.ContentLength ?? JmapLimits.MaxSizeUpload;
        if (!await budget.TryTakeAsync(account, announced, context.RequestAborted))
            throw RequestException.TooMuchUploaded();
        // Requests of other kinds may have a lower limit.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var upload =
            await server.Uploads.WriteAsync(
                account,
                context.Request.Body,
                TypeOf(context.Request),
                JmapLimits.MaxSizeUpload,
                context.RequestAborted
            ) ?? throw RequestException.UploadTooLarge();
        budget.Return(account, announced - upload.Length);
        await WriteAsync(context, upload);
    }

    private static string TypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Length <= MaxTypeLength
            ? type.MediaType.Value!.ToLowerInvariant()
            : AnyType;

    private static async Task WriteAsync(HttpContext context, Upload upload)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("accountId", JmapIds.Of(context.Account()));
        writer.WriteString("blobId", BlobIds.Of(upload));
        writer.WriteString("type", upload.MediaType);
        writer.WriteNumber("size", upload.Length);
        writer.WriteEndObject();
    }
}
