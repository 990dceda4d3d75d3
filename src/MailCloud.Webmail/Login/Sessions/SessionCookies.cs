using MailCloud.Mail.Authentication;
using MailCloud.Mail.Networks;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Login.Sessions;

/// <summary>The cookies of a log-in, step by step.</summary>
internal sealed class SessionCookies(
    WebSessions sessions,
    AccountCredentials credentials,
    IDataProtectionProvider protection,
    TimeProvider time
)
{
    private readonly Cookies<SessionTicket> session = new(
        protection,
        SessionTicket.Cookie,
        TicketJson.Default.SessionTicket,
        life: null,
        time
    );

    private readonly Cookies<HalfLogin> half = new(protection, HalfLogin.Cookie, TicketJson.Default.HalfLogin, HalfLogin.Life, time);

    public Cookies<PasskeyQuestion> LoginPasskey { get; } =
        new(protection, PasskeyQuestion.LoginCookie, TicketJson.Default.PasskeyQuestion, PasskeyQuestion.Life, time);

    public Cookies<PasskeyQuestion> NewPasskey { get; } =
        new(protection, PasskeyQuestion.NewCookie, TicketJson.Default.PasskeyQuestion, PasskeyQuestion.Life, time);

    /// <summary>The first step of a log-in is done.</summary>
    public void BeginHalf(HttpContext context, HalfLogin begun) => half.Give(context, begun);

    /// <summary>Who is in the middle of a log-in; null: nobody, or the password is another one since.</summary>
    public async ValueTask<HalfLogin?> FindHalfAsync(HttpContext context) =>
        half.Read(context) is { } begun
        && await credentials.FindPasswordAsync(begun.AccountId, context.RequestAborted) is { } password
        && begun.IsOf(password.Verifier)
            ? begun
            : null;

    /// <summary>The log-in is done: begins a session and gives the browser its cookie.</summary>
    public async ValueTask BeginAsync(HttpContext context, AccountId account, bool remember)
    {
        // What this browser was before it is no longer.
        if (session.Read(context) is { } before && await FindAsync(before, context.RequestAborted) is { } old)
            await sessions.EndAsync(before.AccountId, old.Id, context.RequestAborted);
        var token = await sessions.BeginAsync(
            account,
            remember,
            context.Request.Headers.UserAgent.ToString(),
            ClientOf(context),
            context.RequestAborted
        );
        half.Remove(context);
        LoginPasskey.Remove(context);
        Give(context, new SessionTicket(account.Value, token), remember);
    }

    /// <summary>Whose request it is by its cookie, and in which session; null: nobody's.</summary>
    public async ValueTask<(AccountId Account, WebSession Session)?> FindAsync(HttpContext context)
    {
        if (session.Read(context) is not { } ticket || await FindAsync(ticket, context.RequestAborted) is not { } found)
            return null;
        if (await sessions.SeeAsync(ticket.AccountId, found, ClientOf(context), context.RequestAborted) && found.IsRemembered)
            Give(context, ticket, remember: true);
        return (ticket.AccountId, found);
    }

    public void Remove(HttpContext context) => session.Remove(context);

    private ValueTask<WebSession?> FindAsync(SessionTicket ticket, CancellationToken cancellationToken) =>
        sessions.FindAsync(ticket.AccountId, ticket.Token, cancellationToken);

    private void Give(HttpContext context, SessionTicket ticket, bool remember) =>
        session.Give(context, ticket, remember ? WebSession.RememberedFor : null);

    private static string ClientOf(HttpContext context) => $"{context.Connection.RemoteIpAddress?.Plain()}";
}
