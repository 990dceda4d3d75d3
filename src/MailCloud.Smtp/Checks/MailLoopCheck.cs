namespace MailCloud.Smtp.Checks;

/// <summary>A message that passed too many servers goes round in circles (RFC 5321 §6.3).</summary>
internal sealed class MailLoopCheck(int maxReceivedFields) : ICheck<ReceivedMessage>
{
    private static readonly CheckResult Loop = CheckResult.Reject(554, "5.4.6", "Routing loop: too many Received fields");

    public ValueTask<CheckResult> CheckAsync(ReceivedMessage subject, CancellationToken cancellationToken) =>
        new(subject.Header.ReceivedCount > maxReceivedFields ? Loop : CheckResult.Accept);
}
