using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Security;

/// <summary>
/// What every answer tells browsers to forbid. It is set before anything else has the answer, so that what shows strangers' content can set another policy of its own,
/// and what forgets to still has the strictest one.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>What the page may load and do: its own files, and nothing of anybody else.</summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; frame-src 'self'; "
        + "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    /// <summary>For two years browsers come with TLS only (RFC 6797 §6.1).</summary>
    private const string TransportSecurity = "max-age=63072000; includeSubDomains";

    public static void UseSecurityHeaders(this IApplicationBuilder application) =>
        application.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = PagePolicy;
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                headers["Referrer-Policy"] = "no-referrer";
                headers.XContentTypeOptions = "nosniff";
                headers.CacheControl = "no-store";
                if (context.Request.IsHttps && !IsThisMachine(context.Request.Host))
                    headers.StrictTransportSecurity = TransportSecurity;
                return next(context);
            }
        );

    // What else a developer runs under this name is not ours to bring to HTTPS.
    private static bool IsThisMachine(HostString host) => host.Host is "localhost";
}
