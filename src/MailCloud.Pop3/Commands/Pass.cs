using MailCloud.Mail.Authentication;

namespace MailCloud.Pop3.Commands;

/// <summary>
/// Logs in with the name that USER gave (RFC 1939 §7). The password is all that follows the space, further spaces included.
/// <code>
/// C: PASS secret
/// S: +OK 2 messages, 320 octets
/// </code>
/// </summary>
internal readonly record struct Pass(string Password)
{
    public static Pass Parse(ref Pop3Reader arguments)
    {
        arguments.Space("Password expected");
        return new Pass(arguments.Remainder());
    }

    public static async ValueTask<Pop3Reply> ExecuteAsync(Pass command, Pop3Session session, CancellationToken cancellationToken)
    {
        if (session.Name is not { } name)
            return Pop3Reply.Fault("Send USER first");
        session.Name = null;
        var mechanisms = session.Server.Mechanisms;
        var outcome = await mechanisms.VerifyAsync(session.Connection, MailServices.Pop3, name, command.Password, cancellationToken);
        return await session.LogInAsync(outcome, cancellationToken);
    }

    /// <summary>Never the password.</summary>
    public override string ToString() => nameof(Pass);
}
