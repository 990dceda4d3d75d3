namespace MailCloud.Pop3.Commands;

/// <summary>
/// Says that the client understands messages whose header is in UTF-8 (RFC 6856 §2.1). Messages go out as they are stored with it and without it. RFC 6856 would let us
/// refuse those that a client did not ask for, but a client that is refused a message, such as mpop, fetches none behind it, and anybody can send one.
/// <code>
/// C: UTF8
/// S: +OK UTF-8 it is
/// </code>
/// </summary>
internal readonly record struct Utf8
{
    public static Utf8 Parse(ref Pop3Reader arguments) => default;

    // USER: names and passwords are UTF-8 in any case (RFC 6856 §2.2).
    public static string? Capability(Pop3Session session) => session.Connection.Tls is null ? "UTF8" : "UTF8 USER";

    public static ValueTask<Pop3Reply> ExecuteAsync(Utf8 command, Pop3Session session, CancellationToken cancellationToken) =>
        new(Pop3Reply.Ok("UTF-8 it is"));
}
