using Microsoft.AspNetCore.Http;

namespace MailCloud.Discovery;

/// <summary>How long answers may be kept by those who asked, and by what is between.</summary>
internal static class Caching
{
    /// <summary>An hour, for what is no secret and the same for everybody of a domain.</summary>
    public static void AllowCaching(this HttpContext context) => context.Response.Headers.CacheControl = "public, max-age=3600";

    /// <summary>Never: for what has an address in it.</summary>
    public static void ForbidCaching(this HttpContext context) => context.Response.Headers.CacheControl = "no-store";
}
