using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace MailCloud.Webmail.Assets;

/// <summary>
/// Gives out the page. It is one document for every address below <see cref="Root"/> that is not a file's, since the page itself knows its screens. Its scripts and
/// styles have the hash of their content in their names and are kept by browsers for a year; the rest is asked for anew, and answered with 304 if it is the same.
/// </summary>
public static class PageEndpoints
{
    public const string Root = "/webmail/";

    private const string Document = "index.html";
    private const string Forever = "public, max-age=31536000, immutable";
    private const string AskAnew = "no-cache";

    /// <summary>Maps the addresses below <see cref="Root"/> that nothing else answers.</summary>
    public static void MapPage(this IEndpointRouteBuilder endpoints, PageFiles files)
    {
        endpoints.MapMethods(Root.TrimEnd('/') + "/{**path}", [HttpMethods.Get, HttpMethods.Head], context => AnswerAsync(context, files));
    }

    private static Task AnswerAsync(HttpContext context, PageFiles files)
    {
        var path = context.Request.RouteValues["path"] as string ?? "";
        // The document's own links are relative to the root with its slash.
        if (path.Length == 0 && !context.Request.Path.Value!.EndsWith('/'))
        {
            context.Response.Redirect(Root);
            return Task.CompletedTask;
        }
        if ((files.Find(path) ?? (IsScreen(path) ? files.Find(Document) : null)) is { } file)
            return WriteAsync(context, file);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Files have a dot in their last level, screens do not.</summary>
    private static bool IsScreen(string path) => !path.AsSpan(path.LastIndexOf('/') + 1).Contains('.');

    private static async Task WriteAsync(HttpContext context, PageFile file)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = file.EntityTag;
        response.Headers.CacheControl = file.IsImmutable ? Forever : AskAnew;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (Matches(request, file.EntityTag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var content = file.Content;
        if (file.Brotli is { } brotli && TakesBrotli(request))
        {
            response.Headers.ContentEncoding = "br";
            content = brotli;
        }
        response.ContentType = file.ContentType;
        response.ContentLength = content.Length;
        if (HttpMethods.IsGet(request.Method))
            await response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static bool Matches(HttpRequest request, string tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(each => each.Compare(new EntityTagHeaderValue(tag), useStrongComparison: false));

    private static bool TakesBrotli(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptEncoding.Any(coding => coding.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0);
}
