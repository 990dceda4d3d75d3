namespace MailCloud.Smtp.Checks;

/// <summary>Bounds the recipients of one message; the client sends it again for the rest (RFC 5321 §4.5.3.1.10).</summary>
internal sealed class RecipientCountCheck(int max) : ICheck<Recipient>
{
    private static readonly CheckResult TooMany = CheckResult.Reject(
        452,
        "4.5.3",
        "Too many recipients, send the message again for the rest"
    );

    public ValueTask<CheckResult> CheckAsync(Recipient subject, CancellationToken cancellationToken) =>
        new(subject.AcceptedCount >= max ? TooMany : CheckResult.Accept);
}
