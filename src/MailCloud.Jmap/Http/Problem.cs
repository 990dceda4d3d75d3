using System.Text.Json;
using MailCloud.Jmap.Core;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Jmap.Http;

/// <summary>Answers that say what is wrong (RFC 9457).</summary>
internal static class Problem
{
    private const string NoType = "about:blank";

    public static Task NotFoundAsync(HttpContext context, string detail) =>
        WriteAsync(context, StatusCodes.Status404NotFound, NoType, detail);

    public static Task UnavailableAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, NoType, "The storage does not answer; try again.");
    }

    public static Task WriteAsync(HttpContext context, RequestException refusal) =>
        WriteAsync(context, refusal.Status, refusal.Type, refusal.Message, refusal.Limit);

    private static async Task WriteAsync(HttpContext context, int status, string type, string detail, string? limit = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteNumber("status", status);
        writer.WriteString("detail", detail);
        if (limit is not null)
            writer.WriteString("limit", limit);
        writer.WriteEndObject();
    }
}
