using MailCloud.Jmap.Http;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Login.Factors;
using MailCloud.Webmail.Login.Sessions;
using MailCloud.Webmail.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Webmail.Login;

/// <summary>
/// Logs people in: the password, and if the account asks for it a second factor, then a session. Between the two a cookie says that the password was right, and opens nothing but the second
/// step. Unknown names, wrong passwords and wrong codes are told from each other by nobody.
/// </summary>
internal sealed class LoginEndpoints(
    Authenticator authenticator,
    SecondFactors factors,
    CodeCheck codes,
    WebSessions sessions,
    SessionCookies cookies
)
{
    /// <summary>How long one is told to wait who tried too often.</summary>
    internal static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    /// <param name="open">For whoever asks.</param>
    /// <param name="closed">For those who have a session.</param>
    public void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder closed)
    {
        open.MapPost("/webmail/login", LogInAsync).RequireRateLimiting(ClientLimits.Login);
        open.MapPost("/webmail/login/totp", (HttpContext context, CodeBody body) => CheckAsync(context, body, codes.CheckTotpAsync))
            .RequireRateLimiting(ClientLimits.Login);
        open.MapPost("/webmail/login/recovery", (HttpContext context, CodeBody body) => CheckAsync(context, body, codes.CheckRecoveryAsync))
            .RequireRateLimiting(ClientLimits.Login);
        closed.MapPost("/webmail/logout", LogOutAsync);
    }

    private async Task<IResult> LogInAsync(HttpContext context, PasswordBody body)
    {
        var origin = new LoginOrigin(MailServices.Web, context.Connection.RemoteIpAddress);
        var result = await authenticator.VerifyAsync(origin, body.Name ?? "", body.Password ?? "", context.RequestAborted);
        if (result.Status == LoginStatus.TryLater)
            return Problems.TryLater(context, Wait);
        if (result is not { Account: { } account, Verifier: { } verifier })
            return Problems.LoginRefused;
        var set = await factors.ReadAsync(account, context.RequestAborted);
        if (set.IsOn)
        {
            await factors.NarrowAsync(account, context.RequestAborted);
            cookies.BeginHalf(context, HalfLogin.Of(account, body.Remember, verifier));
            return TypedResults.Json(StepAnswer.SecondFactor(set.Methods));
        }
        return await FinishAsync(context, account, body.Remember);
    }

    private async Task<IResult> CheckAsync(
        HttpContext context,
        CodeBody body,
        Func<AccountId, string, CancellationToken, ValueTask<CodeResult>> check
    )
    {
        if (await cookies.FindHalfAsync(context) is not { } half)
            return Problems.LoginExpired;
        return await check(half.AccountId, body.Code ?? "", context.RequestAborted) switch
        {
            CodeResult.Right => await FinishAsync(context, half.AccountId, half.Remember),
            CodeResult.TooMany => Problems.TryLater(context, CodeCheck.Recovery),
            _ => Problems.FactorRefused,
        };
    }

    private async Task<IResult> FinishAsync(HttpContext context, AccountId account, bool remember)
    {
        await cookies.BeginAsync(context, account, remember);
        return TypedResults.Json(StepAnswer.Done);
    }

    private async Task<IResult> LogOutAsync(HttpContext context, CancellationToken cancel)
    {
        await sessions.EndAsync(context.Account(), context.Session().Id, cancel);
        cookies.Remove(context);
        // Files that were looked at are for nobody else who uses this browser.
        context.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return TypedResults.Json(StepAnswer.Done);
    }
}
