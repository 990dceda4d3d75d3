using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>
/// The client says its name and asks what the server can do (RFC 5321 §4.1.1.1). Ends a transaction under way, as RSET does.
/// <code>
/// C: EHLO client.example
/// S: 250-mail.example
/// S: 250-PIPELINING
/// S: 250 SIZE 52428800
/// </code>
/// </summary>
internal sealed record Ehlo(string Name)
{
    public static Ehlo Parse(ref SmtpReader arguments)
    {
        arguments.Space();
        var name = arguments.Hello();
        arguments.End();
        return new Ehlo(name);
    }

    public static async ValueTask<SmtpReply> ExecuteAsync(Ehlo command, SmtpSession session, CancellationToken cancellationToken)
    {
        var refusal = await session.GreetAsync(command.Name, isExtended: true);
        return refusal ?? new SmtpReply(250, null, [session.Options.HostName, .. Extension.KeywordsFor(session)]);
    }
}
