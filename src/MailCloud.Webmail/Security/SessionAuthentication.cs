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
        return AuthenticateResult.Success(new AuthenticationTicket(account.ToPrincipal(Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Challenge.AnswerAsync(Context);
}

/// <summary>Who was authenticated.</summary>
internal static class Principals
{
    public static ClaimsPrincipal ToPrincipal(this AccountId account, string scheme) =>
        new(new ClaimsIdentity([new Claim(HttpAccount.Claim, account.Value)], scheme));

    /// <summary>The session that the request was authenticated by.</summary>
    /// <exception cref="InvalidOperationException">It was not: the endpoint does not ask for one.</exception>
    public static WebSession Session(this HttpContext context) => context.Features.GetRequiredFeature<WebSession>();
}
