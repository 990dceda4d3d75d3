namespace MailCloud.Pop3.Commands;

/// <summary>
/// Tells how many messages there are and their octets (RFC 1939 §5), without those marked.
/// <code>
/// C: STAT
/// S: +OK 2 320
/// </code>
/// </summary>
internal readonly record struct Stat
{
    public static Stat Parse(ref Pop3Reader arguments) => default;

    public static ValueTask<Pop3Reply> ExecuteAsync(Stat command, Pop3Session session, CancellationToken cancellationToken) =>
        new(Pop3Reply.Ok($"{session.Maildrop.Count} {session.Maildrop.Octets}"));
}
