namespace MailCloud.Pop3.Commands;

/// <summary>
/// Does nothing (RFC 1939 §5).
/// <code>
/// C: NOOP
/// S: +OK
/// </code>
/// </summary>
internal readonly record struct Noop
{
    public static Noop Parse(ref Pop3Reader arguments) => default;

    public static ValueTask<Pop3Reply> ExecuteAsync(Noop command, Pop3Session session, CancellationToken cancellationToken) =>
        new(Pop3Reply.Ok("Done"));
}
