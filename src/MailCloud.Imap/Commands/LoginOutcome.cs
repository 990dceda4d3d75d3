using MailCloud.Imap.Session;
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
                var switches = session.Server.Switches;
                session.LogIn(account, switches is null ? null : await switches.WithheldFromAsync(account, cancellationToken));
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
}
