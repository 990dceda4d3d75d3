namespace MailCloud.Pop3.Commands;

/// <summary>
/// Says who wants to log in (RFC 1939 §7). The answer is the same whether there is such a user or not.
/// <code>
/// C: USER alice@example.com
/// S: +OK Send PASS
/// </code>
/// </summary>
internal readonly record struct User(string Name)
{
    public static User Parse(ref Pop3Reader arguments)
    {
        arguments.Space("Name expected");
        return new User(arguments.Remainder());
    }

    public static string? Capability(Pop3Session session) => session.Connection.Tls is null ? null : "USER";

    public static ValueTask<Pop3Reply> ExecuteAsync(User command, Pop3Session session, CancellationToken cancellationToken)
    {
        // Before the password follows in the clear.
        if (session.Connection.Tls is null)
            return new(Pop3Reply.Broken("Log in over TLS"));
        session.Name = command.Name;
        return new(Pop3Reply.Ok("Send PASS"));
    }
}
