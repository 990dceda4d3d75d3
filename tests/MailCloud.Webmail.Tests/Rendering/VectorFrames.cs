using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MailCloud.Webmail.Rendering;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>
/// Gives out each vector as each layer of the defence leaves it: through the endpoint, raw under the frame's headers alone, sanitised under no headers at all, and as it is, which shows
/// that it is dangerous.
/// </summary>
internal sealed class VectorFrames(IReadOnlyList<Vector> vectors)
{
    private readonly List<object> list = [];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/vectors", context => context.Response.WriteAsync(JsonSerializer.Serialize(list)));
        endpoints.MapGet("/host", context => WriteAsync(context, Host(context.Request)));
        endpoints.MapGet("/vectors/{n:int}/raw", context => RawAsync(context, hasHeaders: true));
        endpoints.MapGet("/vectors/{n:int}/open", context => RawAsync(context, hasHeaders: false));
        endpoints.MapGet("/vectors/{n:int}/bare", BareAsync);
    }

    /// <summary>Puts every vector into a mailbox, as a page and as a text.</summary>
    public async Task DeliverAsync(ViewWorld world)
    {
        for (var n = 0; n < vectors.Count; n++)
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(vectors[n].Html));
            var page = await world.DeliverAsync($"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{encoded}");
            var text = await world.DeliverAsync($"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{encoded}");
            list.Add(
                new
                {
                    id = vectors[n].Id,
                    view = $"{RenderingEndpoints.View}{page}?images=1",
                    text = $"{RenderingEndpoints.View}{text}",
                    raw = $"/vectors/{n}/raw",
                    bare = $"/vectors/{n}/bare",
                    open = $"/vectors/{n}/open",
                }
            );
        }
    }

    /// <summary>A page that shows frames as the webmail does.</summary>
    private static string Host(HttpRequest request)
    {
        var sandbox = request.Query["sandbox"] == "1" ? " sandbox=\"allow-same-origin allow-popups allow-popups-to-escape-sandbox\"" : "";
        var frames = request
            .Query["src"]
            .Select((source, i) => $"<iframe name=\"frame-{i}\"{sandbox} src=\"{HtmlEncoder.Default.Encode(source ?? "")}\"></iframe>");
        return $"<!doctype html><title>host</title><body>{string.Concat(frames)}";
    }

    private Task RawAsync(HttpContext context, bool hasHeaders)
    {
        if (hasHeaders)
            FrameHeaders.SetForMessage(context.Response, "M1");
        return WriteAsync(context, $"<!doctype html><html><head><meta charset=\"utf-8\"></head><body>{VectorOf(context).Html}");
    }

    private Task BareAsync(HttpContext context)
    {
        var page = SanitizerTests.Sanitize(VectorOf(context).Html, showsImages: true);
        var message = new RenderedMessage($"<div class=\"mailcloud-page mailcloud-page-0\">{page?.Markup}</div>", page?.Style ?? "", 0, []);
        return WriteAsync(context, FrameDocument.Write(message, isDark: false));
    }

    private Vector VectorOf(HttpContext context) => vectors[int.Parse((string)context.Request.RouteValues["n"]!)];

    private static Task WriteAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html);
    }
}
