using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Turns the connection into a TLS one (RFC 9051 §6.2.1). What the client sent behind it in the clear is dropped, since anyone could have put it there.
/// <code>
/// C: A1 STARTTLS
/// S: A1 OK Begin TLS
/// </code>
/// </summary>
internal sealed record StartTls
{
    public static StartTls Parse(ref ImapReader reader) => new();

    public static ValueTask<Completion> ExecuteAsync(StartTls command, ImapSession session, CancellationToken cancellationToken) =>
        session.Connection.Tls is null ? Completion.Ok("Begin TLS") with { BeginsTls = true } : Completion.Bad("TLS is there already");
}
