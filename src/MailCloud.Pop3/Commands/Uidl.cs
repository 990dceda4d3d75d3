using MailCloud.Protocol;

namespace MailCloud.Pop3.Commands;

/// <summary>
/// Tells what a client knows a message by in its next session (RFC 1939 §7): <c>UIDVALIDITY.UID</c> of INBOX. These never mean another message; the EMAILID
/// would not do, since two copies of a message have the same.
/// <code>
/// C: UIDL
/// S: +OK 1 message, 120 octets
/// S: 1 5270400.5270411
/// S: .
/// C: UIDL 1
/// S: +OK 1 5270400.5270411
/// </code>
/// </summary>
/// <param name="Number">Null: all.</param>
internal readonly record struct Uidl(MessageNumber? Number)
{
    public static Uidl Parse(ref Pop3Reader arguments) => new(arguments.OptionalMessageNumber());

    public static ValueTask<Pop3Reply> ExecuteAsync(Uidl command, Pop3Session session, CancellationToken cancellationToken)
    {
        var maildrop = session.Maildrop;
        if (command.Number is not { } number)
            return new(
                Pop3Reply.Ok(maildrop.Describe()) with
                {
                    Body = (writer, cancellation) => WriteAsync(writer, maildrop, cancellation),
                }
            );
        return new(
            maildrop.Contains(number)
                ? Pop3Reply.Ok($"{number} {maildrop.Mailbox.UidValidity}.{maildrop[number].Uid}")
                : Pop3Reply.NoSuchMessage
        );
    }

    private static async ValueTask WriteAsync(DotStuffer writer, Maildrop maildrop, CancellationToken cancellationToken)
    {
        foreach (var number in maildrop.Numbers)
        {
            writer.WriteNumber((long)number.Value);
            writer.WriteOctet((byte)' ');
            writer.WriteNumber((long)maildrop.Mailbox.UidValidity);
            writer.WriteOctet((byte)'.');
            writer.WriteNumber((long)maildrop[number].Uid.Value);
            writer.WriteCrlf();
            await writer.FlushIfLargeAsync(cancellationToken);
        }
    }
}
