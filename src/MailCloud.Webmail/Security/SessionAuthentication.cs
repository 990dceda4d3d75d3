using System.Security.Claims;
using System.Text.Encodings.Web;
using MailCloud.Jmap.Http;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Login.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MailCloud.Webmail.Security;

/// <summary>Authenticates a request by the cookie of a session.</summary>
internal sealed class SessionAuthentication(
    SessionCookies cookies,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (await cookies.FindAsync(Context) is not var (account, session))
            return AuthenticateResult.NoResult();
        Context.Features.Set(session);
        return AuthenticateResult.Success(new AuthenticationTicket(account.ToPrincipal(Scheme.Name, session.Id), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Challenge.AnswerAsync(Context);
}

/// <summary>Who was authenticated.</summary>
internal static class Principals
{
    private const string SessionClaim = "session";

    /// <param name="session">The id of the session that says so; null: no session does.</param>
    public static ClaimsPrincipal ToPrincipal(this AccountId account, string scheme, string? session = null)
    {
        var identity = new ClaimsIdentity([new Claim(HttpAccount.Claim, account.Value)], scheme);
        if (session is not null)
            identity.AddClaim(new Claim(SessionClaim, session));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Whose session it is that somebody was authenticated by, and its id; null: it was no session.</summary>
    public static (AccountId Account, string Session)? FindSession(this ClaimsPrincipal user) =>
        user.FindFirstValue(HttpAccount.Claim) is { } account && user.FindFirstValue(SessionClaim) is { } session
            ? (new AccountId(account), session)
            : null;

    /// <summary>The session that the request was authenticated by.</summary>
    /// <exception cref="InvalidOperationException">It was not: the endpoint does not ask for one.</exception>
    public static WebSession Session(this HttpContext context) => context.Features.GetRequiredFeature<WebSession>();
}
