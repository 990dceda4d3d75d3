namespace MailCloud.Pop3.Commands;

/// <summary>
/// Sends a message (RFC 1939 §5), octet by octet as it is stored; see <see cref="Protocol.DotStuffer"/> for its dots.
/// <code>
/// C: RETR 1
/// S: +OK 120 octets
/// S: (the message)
/// S: .
/// </code>
/// </summary>
internal readonly record struct Retr(MessageNumber Number)
{
    public static Retr Parse(ref Pop3Reader arguments) => new(arguments.MessageNumber());

    public static ValueTask<Pop3Reply> ExecuteAsync(Retr command, Pop3Session session, CancellationToken cancellationToken)
    {
        if (!session.Maildrop.Contains(command.Number))
            return new(Pop3Reply.NoSuchMessage);
        var message = session.Maildrop[command.Number].Content;
        return new(
            Pop3Reply.Ok($"{message.Length} octets") with
            {
                Body = (writer, cancellation) => session.Server.Store.CopyContentAsync(message, 0, message.Length, writer, cancellation),
            }
        );
    }
}
