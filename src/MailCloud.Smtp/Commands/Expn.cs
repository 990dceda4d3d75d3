using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>Asks who is on a mailing list (RFC 5321 §4.1.1.7). That is nobody's business (RFC 5321 §7.3).</summary>
internal readonly record struct Expn
{
    private static readonly SmtpReply Prohibited = new(550, "5.7.2", "Mailing list expansion prohibited");

    public static Expn Parse(ref SmtpReader arguments) =>
        arguments.Remainder().IsEmpty ? throw new SmtpSyntaxException("Mailing list expected") : default(Expn);

    public static ValueTask<SmtpReply> ExecuteAsync(Expn command, SmtpSession session, CancellationToken cancellationToken) =>
        new(Prohibited);
}
