using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Rendering;

/// <summary>
/// The second layer around strangers' content, which holds even if the first one has let something through: a policy under which nothing runs, nothing is sent and nothing is
/// loaded but the message's own pictures and those that our proxy fetches.
/// </summary>
internal static class FrameHeaders
{
    /// <summary>
    /// A browser keeps nothing of a message: its address says which message of the account it is, and not which account, and the next who logs in with the same browser has a message of
    /// that address too. What is to be read without a network the page keeps, and forgets when somebody logs out.
    /// </summary>
    private const string Never = "no-store";

    /// <summary>The proxy's addresses are signed for one account.</summary>
    private const string Day = "private, max-age=86400";

    /// <summary>For the document of a message's frame.</summary>
    public static void SetForMessage(HttpResponse response, string emailId)
    {
        var request = response.HttpContext.Request;
        // A policy names paths of a host only, so 'self' does not do.
        var origin = $"{request.Scheme}://{request.Host.ToUriComponent()}";
        Set(
            response,
            $"default-src 'none'; img-src data: {origin}{RenderingEndpoints.Image} {origin}{RenderingEndpoints.View}{emailId}/inline/; style-src 'unsafe-inline'; "
                + "font-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
            Never
        );
    }

    public static void SetNotes(HttpResponse response, RenderedMessage message)
    {
        response.Headers["X-Blocked-Images"] = message.BlockedImages.ToString(CultureInfo.InvariantCulture);
        if (!message.Notes.IsEmpty)
            response.Headers["X-View-Notes"] = string.Join(", ", message.Notes);
    }

    /// <summary>For a picture, which may be opened by itself: were it something else, it could do nothing there.</summary>
    public static void SetForPicture(HttpResponse response) => Set(response, "default-src 'none'; sandbox", Never);

    /// <summary>For a picture of another server.</summary>
    public static void SetForRemotePicture(HttpResponse response) => Set(response, "default-src 'none'; sandbox", Day);

    /// <summary>For a file that is only ever saved.</summary>
    public static void SetForFile(HttpResponse response) => Set(response, "default-src 'none'; sandbox", Never);

    private static void Set(HttpResponse response, string policy, string caching)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = caching;
    }
}
