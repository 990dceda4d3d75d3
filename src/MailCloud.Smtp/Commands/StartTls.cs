using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>
/// Turns the connection into a TLS one (RFC 3207 §4). Afterwards all is as after the greeting: what the client said in the clear, and what it sent behind the
/// command, anyone could have put there (RFC 3207 §4.2).
/// <code>
/// C: STARTTLS
/// S: 220 2.0.0 Ready to start TLS
/// C: (the handshake, then EHLO again)
/// </code>
/// </summary>
internal readonly record struct StartTls
{
    private static readonly SmtpReply Ready = new(220, "2.0.0", "Ready to start TLS") { StartsTls = true };
    private static readonly SmtpReply Already = new(503, "5.5.1", "TLS is on already");

    public static StartTls Parse(ref SmtpReader arguments)
    {
        arguments.End();
        return default;
    }

    public static ValueTask<SmtpReply> ExecuteAsync(StartTls command, SmtpSession session, CancellationToken cancellationToken) =>
        new(session.Connection.Tls is null ? Ready : Already);
}
