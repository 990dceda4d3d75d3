using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>EHLO's ancestor, from before there were extensions (RFC 5321 §4.1.1.1).</summary>
internal sealed record Helo(string Name)
{
    public static Helo Parse(ref SmtpReader arguments) => new(Ehlo.Parse(ref arguments).Name);

    public static async ValueTask<SmtpReply> ExecuteAsync(Helo command, SmtpSession session, CancellationToken cancellationToken)
    {
        var refusal = await session.GreetAsync(command.Name, isExtended: false);
        return refusal ?? new SmtpReply(250, null, session.Options.HostName);
    }
}
