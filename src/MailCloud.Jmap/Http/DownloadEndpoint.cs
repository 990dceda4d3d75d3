using System.Collections.Frozen;
using System.Globalization;
using MailCloud.Jmap.Core.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MailCloud.Jmap.Http;

/// <summary>
/// Gives out blobs (RFC 8620 §6.2). They are strangers' octets under our name, and so browsers save them, whatever they say that they are; with <c>inline=1</c>
/// those are shown that cannot do anything.
/// </summary>
internal sealed class DownloadEndpoint(JmapServer server)
{
    private const string AnyType = "application/octet-stream";
    private const string Pdf = "application/pdf";
    private const string Nothing = "default-src 'none'; sandbox; frame-ancestors 'self'";

    // A browser's viewer of PDF is a page of its own, which does not start in a sandbox.
    private const string OnlyViewer = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

    private static readonly FrozenSet<string> Harmless = new[]
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/bmp",
        Pdf,
    }.ToFrozenSet(StringComparer.Ordinal);

    public async Task AnswerAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["blobId"]!;
        if (!context.IsOwnAccount() || await Blob.FindAsync(server, context.Account(), id, context.RequestAborted) is not { } blob)
        {
            await Problem.NotFoundAsync(context, "There is no such blob.");
            return;
        }
        Describe(context, blob);
        if (HttpMethods.IsGet(context.Request.Method))
            await blob.CopyAsync(context.Response.BodyWriter, context.RequestAborted);
    }

    private static void Describe(HttpContext context, Blob blob)
    {
        var headers = context.Response.Headers;
        var type = TypeOf(context.Request.Query["type"]) ?? TypeOf(blob.MediaType) ?? AnyType;
        var isShown = string.Equals(context.Request.Query["inline"], "1", StringComparison.Ordinal) && Harmless.Contains(type);
        var disposition = new ContentDispositionHeaderValue(isShown ? "inline" : "attachment");
        // RFC 6266 §4.3: names that are not ASCII have both forms.
        disposition.SetHttpFileName(NameOf((string)context.Request.RouteValues["name"]!));
        headers.ContentDisposition = disposition.ToString();
        headers.ContentType = type;
        headers.ContentLength = blob.Length;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = isShown && type is Pdf ? OnlyViewer : Nothing;
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // What a blob's id names never changes.
        headers.CacheControl = "private, max-age=31536000, immutable";
    }

    /// <summary>Null: it is no media type.</summary>
    private static string? TypeOf(string? text) =>
        MediaTypeHeaderValue.TryParse(text, out var type) && type is { MatchesAllTypes: false, MatchesAllSubTypes: false }
            ? type.MediaType.Value!.ToLowerInvariant()
            : null;

    /// <summary>The name without what would lead out of a folder, or show it as another one than it is.</summary>
    private static string NameOf(string name) =>
        string.Concat(
            name.Select(letter =>
                letter is '/' or '\\' || char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format ? '_' : letter
            )
        );
}
