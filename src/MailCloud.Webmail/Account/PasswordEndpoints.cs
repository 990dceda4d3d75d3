using MailCloud.Jmap.Http;
using MailCloud.Mail.Authentication;
using MailCloud.Webmail.Login;
using MailCloud.Webmail.Login.Factors;
using MailCloud.Webmail.Login.Sessions;
using MailCloud.Webmail.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Webmail.Account;

/// <summary>The account's password, and those for programs.</summary>
internal sealed class PasswordEndpoints(
    Authenticator authenticator,
    AccountCredentials credentials,
    SecondFactors factors,
    FactorProof proof,
    WebSessions sessions,
    TimeProvider time
)
{
    /// <summary>The shortest password that somebody may choose here, in characters (NIST SP 800-63B §5.1.1.2).</summary>
    public const int MinPassword = 8;

    /// <summary>App passwords of one account; each makes its log-ins a little slower.</summary>
    public const int MaxAppPasswords = 50;

    public void Map(IEndpointRouteBuilder account)
    {
        account.MapPost("/reauthenticate", ReauthenticateAsync).RequireRateLimiting(ClientLimits.Login);
        account.MapPost("/password", ChangeAsync).RequireFreshLogin(time).RequireRateLimiting(ClientLimits.Login);
        account.MapPost("/app-passwords", AddAsync).RequireFreshLogin(time);
        account.MapDelete("/app-passwords/{name}", RemoveAsync);
    }

    private async Task<IResult> ReauthenticateAsync(HttpContext context, ReauthenticateBody body)
    {
        if (await CheckAsync(context, body.Password) is { } refusal)
            return refusal;
        if (await proof.CheckAsync(context, body) is { } factorRefusal)
            return factorRefusal;
        return await sessions.RenewAsync(context.Account(), context.Session().Id, context.RequestAborted)
            ? TypedResults.NoContent()
            : Problems.Unauthenticated;
    }

    private async Task<IResult> ChangeAsync(HttpContext context, NewPasswordBody body)
    {
        if (body.New is not { Length: >= MinPassword and <= AccountCredentials.MaxPassword } password || password.Any(char.IsControl))
            return Problems.Invalid($"A password has {MinPassword} to {AccountCredentials.MaxPassword} characters.");
        if (await CheckAsync(context, body.Current) is { } refusal)
            return refusal;
        await credentials.SetPasswordAsync(context.Account(), password, context.RequestAborted);
        await factors.SettleAsync(context.Account(), context.RequestAborted);
        // Whoever knew the old one is out, and whoever changed it is not.
        await sessions.EndOthersAsync(context.Account(), context.Session().Id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private async Task<IResult> AddAsync(HttpContext context, AppPasswordBody body)
    {
        if (Inputs.Name(body.Label) is not { } label)
            return Problems.Invalid("A label has 1 to 100 characters.");
        if (Scopes.Parse(body.Scopes ?? []) is not { } scopes)
            return Problems.Invalid("Scopes are some of smtp, imap, pop3 and jmap.");
        if ((await credentials.ListAppPasswordsAsync(context.Account(), context.RequestAborted)).Length >= MaxAppPasswords)
            return Problems.Invalid($"There are {MaxAppPasswords} app passwords: take one back first.");
        var (added, password) = await credentials.AddAppPasswordAsync(context.Account(), label, scopes, context.RequestAborted);
        return TypedResults.Json(new NewAppPasswordAnswer(added.Name, password));
    }

    private async Task<IResult> RemoveAsync(HttpContext context, string name) =>
        await credentials.RevokeAppPasswordAsync(context.Account(), name, context.RequestAborted)
            ? TypedResults.NoContent()
            : Problems.NotFound;

    /// <summary>Null: the password is the account's.</summary>
    private async ValueTask<IResult?> CheckAsync(HttpContext context, string? password)
    {
        var origin = new LoginOrigin(MailServices.Web, context.Connection.RemoteIpAddress);
        var result = await authenticator.VerifyAsync(origin, context.Account().Value, password ?? "", context.RequestAborted);
        return result.Status switch
        {
            LoginStatus.Succeeded => null,
            LoginStatus.TryLater => Problems.TryLater(context, LoginEndpoints.Wait),
            _ => Problems.WrongPassword,
        };
    }
}
