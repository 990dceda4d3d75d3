using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Security;

/// <summary>
/// Refuses what another site makes a browser send. A browser says where a request comes from; and what it authenticates by the session's cookie, which it sends by itself, has to have a header
/// that no other site can add to a request.
/// </summary>
internal static class CrossSiteGuard
{
    /// <summary>The header that the page sends with every request.</summary>
    public const string Header = "X-MailCloud";

    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>Belongs behind the authorization, which says how a request was authenticated.</summary>
    public static void UseCrossSiteGuard(this IApplicationBuilder application) =>
        application.Use(
            (context, next) => IsSafe(context.Request) || IsOwn(context) ? next(context) : Problems.CrossSite.ExecuteAsync(context)
        );

    /// <summary>Whether a browser sent it, and not a program that knows what to do about a 401.</summary>
    public static bool IsFromPage(this HttpRequest request) =>
        request.Headers.ContainsKey(Header) || request.Headers.ContainsKey(FetchSite);

    // RFC 9110 §9.2.1.
    private static bool IsSafe(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);

    private static bool IsOwn(HttpContext context)
    {
        var headers = context.Request.Headers;
        return headers[FetchSite] is [] or ["same-origin"]
            && (context.User.Identity?.AuthenticationType is not Schemes.Session || headers[Header] is ["1"]);
    }
}
