namespace MailCloud.Pop3.Commands;

/// <summary>
/// Marks a message to be deleted at QUIT (RFC 1939 §5). Until then it is there for everybody but this session.
/// <code>
/// C: DELE 1
/// S: +OK Message 1 will be deleted
/// </code>
/// </summary>
internal readonly record struct Dele(MessageNumber Number)
{
    public static Dele Parse(ref Pop3Reader arguments) => new(arguments.MessageNumber());

    public static ValueTask<Pop3Reply> ExecuteAsync(Dele command, Pop3Session session, CancellationToken cancellationToken)
    {
        if (!session.Maildrop.Contains(command.Number))
            return new(Pop3Reply.NoSuchMessage);
        session.Maildrop.Mark(command.Number);
        return new(Pop3Reply.Ok($"Message {command.Number} will be deleted"));
    }
}
