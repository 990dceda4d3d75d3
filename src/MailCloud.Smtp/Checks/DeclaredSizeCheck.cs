namespace MailCloud.Smtp.Checks;

/// <summary>Refuses a message that is too large by its own account before it travels (RFC 1870 §6.1).</summary>
internal sealed class DeclaredSizeCheck(long maxOctets) : ICheck<Sender>
{
    public ValueTask<CheckResult> CheckAsync(Sender subject, CancellationToken cancellationToken) =>
        new(subject.DeclaredOctets > maxOctets ? new CheckResult(SmtpReply.MessageTooLarge) : CheckResult.Accept);
}
