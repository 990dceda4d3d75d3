using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Security;

/// <summary>The answer to a request that has to say who it is from, and does not.</summary>
internal static class Challenge
{
    private const string Basic = "Basic realm=\"MailCloud\", charset=\"UTF-8\"";

    /// <remarks>Told of the ways of programs, a browser would ask its user in a window of its own.</remarks>
    public static Task AnswerAsync(HttpContext context)
    {
        if (!context.Request.IsFromPage())
            context.Response.Headers.WWWAuthenticate = Basic;
        return Problems.Unauthenticated.ExecuteAsync(context);
    }
}
