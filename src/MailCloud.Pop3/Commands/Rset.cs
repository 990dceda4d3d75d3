namespace MailCloud.Pop3.Commands;

/// <summary>
/// Takes all marks of DELE away (RFC 1939 §5).
/// <code>
/// C: RSET
/// S: +OK 2 messages, 320 octets
/// </code>
/// </summary>
internal readonly record struct Rset
{
    public static Rset Parse(ref Pop3Reader arguments) => default;

    public static ValueTask<Pop3Reply> ExecuteAsync(Rset command, Pop3Session session, CancellationToken cancellationToken)
    {
        session.Maildrop.Unmark();
        return new(Pop3Reply.Ok(session.Maildrop.Describe()));
    }
}
