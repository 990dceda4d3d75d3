using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Authentication;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Logs in with a name and a password (RFC 9051 §6.2.3), under TLS only: in the clear, LOGINDISABLED tells clients not to try.
/// <code>
/// C: A1 LOGIN alice@example.com "correct horse"
/// S: A1 OK [CAPABILITY IMAP4rev1 ...] You are logged in
/// </code>
/// </summary>
internal sealed record Login(string Name, string Password)
{
    public static Login Parse(ref ImapReader reader)
    {
        reader.Space();
        var name = reader.AString();
        reader.Space();
        return new Login(name, reader.AString());
    }

    public static async ValueTask<Completion> ExecuteAsync(Login command, ImapSession session, CancellationToken cancellationToken)
    {
        if (session.Connection.Tls is null)
            return Completion.No("Log in under TLS", ResponseCode.PrivacyRequired);
        var outcome = await session.Server.Mechanisms.VerifyAsync(
            session.Connection,
            MailServices.Imap,
            command.Name,
            command.Password,
            cancellationToken
        );
        return await LoginOutcome.ApplyAsync(outcome, session, cancellationToken);
    }

    /// <summary>Without the password, for logs.</summary>
    public override string ToString() => $"LOGIN {Name}";
}
