using System.Collections.Frozen;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Sasl;
using Microsoft.Extensions.Logging;

namespace MailCloud.Imap.Commands;

/// <summary>What comes of a log-in, by LOGIN or by AUTHENTICATE.</summary>
internal static class LoginOutcome
{
    /// <summary>
    /// Lets the client in, or refuses it, and ends a connection that is refused too often. How slowly it may go on is the authenticator's to say.
    /// </summary>
    public static async ValueTask<Completion> ApplyAsync(SaslOutcome outcome, ImapSession session, CancellationToken cancellationToken)
    {
        switch (outcome.Status)
        {
            case SaslStatus.Authenticated when outcome.Account is { } account:
                session.LogIn(account, await WithheldFromAsync(account, session.Server, cancellationToken));
                return Completion.Ok("You are logged in", new ResponseCode($"CAPABILITY {Capability.Of(session)}"));
            case SaslStatus.Cancelled:
                return Completion.Bad("You cancelled the log-in");
            case SaslStatus.Malformed:
                return Completion.Bad("That is not what the mechanism expects");
            case SaslStatus.Unavailable:
                return Completion.No("Passwords cannot be checked now; try again", ResponseCode.Unavailable);
        }

        session.Server.Logger.LogInformation(
            "IMAP {Connection}: a log-in from {Address} failed",
            session.Connection.Id,
            session.Connection.RemoteEndPoint
        );
        if (++session.FailedLogins >= session.Server.Options.MaxFailedLogins)
            session.Bye("Too many failed log-ins");
        return Completion.No("The name or the password is wrong", ResponseCode.AuthenticationFailed);
    }

    /// <summary>What the operator has switched off for an account, and what is for administrators.</summary>
    private static async ValueTask<FrozenSet<string>> WithheldFromAsync(
        AccountId account,
        ImapServer server,
        CancellationToken cancellationToken
    )
    {
        var withheld = server.Switches is { } switches ? await switches.WithheldFromAsync(account, cancellationToken) : [];
        return await server.Quotas.IsAdministratorAsync(account, cancellationToken)
            ? withheld
            : withheld.Append(SetQuota.Capability).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
