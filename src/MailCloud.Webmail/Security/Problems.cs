using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MailCloud.Webmail.Security;

/// <summary>How the site's own endpoints say no (RFC 9457). The type is a word that the page knows; the detail is for people.</summary>
internal static class Problems
{
    /// <summary>Whatever is wrong with name or password: nobody is told which.</summary>
    public static IResult LoginRefused => Of(StatusCodes.Status401Unauthorized, "refused", "Name or password is wrong.");

    /// <summary>The code, or what a passkey said, is not the account's.</summary>
    public static IResult FactorRefused => Of(StatusCodes.Status401Unauthorized, "wrongCode", "That is not right, or was used before.");

    /// <summary>The first step of the log-in is missing, or too long ago.</summary>
    public static IResult LoginExpired => Of(StatusCodes.Status401Unauthorized, "expired", "The log-in took too long. Begin again.");

    /// <summary>The same of somebody who is logged in, which they stay.</summary>
    public static IResult WrongCode => Of(StatusCodes.Status400BadRequest, "wrongCode", "That is not right, or was used before.");

    /// <summary>Of somebody who is logged in: what they give is not the account's password.</summary>
    public static IResult WrongPassword => Of(StatusCodes.Status403Forbidden, "wrongPassword", "The password is wrong.");

    public static IResult Unauthenticated => Of(StatusCodes.Status401Unauthorized, "unauthenticated", "Log in first.");

    /// <summary>What somebody wants to do asks for a log-in that is not long ago.</summary>
    public static IResult Reauthenticate => Of(StatusCodes.Status403Forbidden, "reauthenticate", "Give the password again.");

    /// <summary>The password is right, and not enough.</summary>
    public static IResult SecondFactorWanted => Of(StatusCodes.Status403Forbidden, "secondFactor", "Give a code or use a passkey, too.");

    public static IResult CrossSite =>
        Of(StatusCodes.Status403Forbidden, "crossSite", "The request does not come from a page of this service.");

    public static IResult NotFound => Of(StatusCodes.Status404NotFound, "notFound", "There is no such thing.");

    /// <summary>Somebody else changed the same thing at the same time.</summary>
    public static IResult Conflict =>
        Of(StatusCodes.Status409Conflict, "conflict", "This was changed elsewhere at the same time. Try again.");

    public static IResult Unavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return Of(StatusCodes.Status503ServiceUnavailable, "unavailable", "Storage does not answer now. Try again.");
    }

    /// <summary>Too long, no JSON, not what the endpoint wants.</summary>
    public static IResult Unreadable(int status) => Of(status, "invalid", "The request cannot be read.");

    public static IResult Invalid(string detail) => Of(StatusCodes.Status400BadRequest, "invalid", detail);

    public static IResult TryLater(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status429TooManyRequests, "tooMany", "Too many attempts. Wait a while.");
    }

    private static ProblemHttpResult Of(int status, string type, string detail) =>
        TypedResults.Problem(
            new ProblemDetails
            {
                Type = type,
                Title = detail,
                Status = status,
                Detail = detail,
            }
        );
}
