using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>Does nothing; whatever follows it is ignored (RFC 5321 §4.1.1.9).</summary>
internal readonly record struct Noop
{
    public static Noop Parse(ref SmtpReader arguments) => default;

    public static ValueTask<SmtpReply> ExecuteAsync(Noop command, SmtpSession session, CancellationToken cancellationToken) =>
        new(SmtpReply.Ok);
}
