using MailCloud.Protocol;

namespace MailCloud.Pop3.Commands;

/// <summary>
/// Tells the octets of one message or of all (RFC 1939 §5): as RETR sends them, before dot-stuffing.
/// <code>
/// C: LIST
/// S: +OK 2 messages, 320 octets
/// S: 1 120
/// S: 2 200
/// S: .
/// C: LIST 2
/// S: +OK 2 200
/// </code>
/// </summary>
/// <param name="Number">Null: all.</param>
internal readonly record struct List(MessageNumber? Number)
{
    public static List Parse(ref Pop3Reader arguments) => new(arguments.OptionalMessageNumber());

    public static ValueTask<Pop3Reply> ExecuteAsync(List command, Pop3Session session, CancellationToken cancellationToken)
    {
        var maildrop = session.Maildrop;
        if (command.Number is not { } number)
            return new(
                Pop3Reply.Ok(maildrop.Describe()) with
                {
                    Body = (writer, cancellation) => WriteAsync(writer, maildrop, cancellation),
                }
            );
        return new(maildrop.Contains(number) ? Pop3Reply.Ok($"{number} {maildrop[number].Size}") : Pop3Reply.NoSuchMessage);
    }

    private static async ValueTask WriteAsync(DotStuffer writer, Maildrop maildrop, CancellationToken cancellationToken)
    {
        foreach (var number in maildrop.Numbers)
        {
            writer.WriteNumber((long)number.Value);
            writer.WriteOctet((byte)' ');
            writer.WriteNumber((long)maildrop[number].Size);
            writer.WriteCrlf();
            await writer.FlushIfLargeAsync(cancellationToken);
        }
    }
}
