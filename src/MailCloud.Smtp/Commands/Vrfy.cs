using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>
/// Asks whether an address exists (RFC 5321 §4.1.1.6). The answer is the same for every one, or it would serve harvesters (RFC 5321 §7.3).
/// </summary>
internal readonly record struct Vrfy
{
    private static readonly SmtpReply Perhaps = new(252, "2.5.0", "Cannot verify, but will take a message and try");

    public static Vrfy Parse(ref SmtpReader arguments) =>
        arguments.Remainder().IsEmpty ? throw new SmtpSyntaxException("Address expected") : default(Vrfy);

    public static ValueTask<SmtpReply> ExecuteAsync(Vrfy command, SmtpSession session, CancellationToken cancellationToken) => new(Perhaps);
}
