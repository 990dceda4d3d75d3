namespace MailCloud.Smtp.Checks;

/// <summary>
/// A CR in a header belongs to the end of a line (RFC 5322 §2.2). Alone it is a line's end to some programs and none to others: what stands behind it, a field
/// that was not looked at, would be one for the next server or the reader.
/// </summary>
internal sealed class HeaderLineCheck : ICheck<ReceivedMessage>
{
    private static readonly CheckResult BareCr = CheckResult.Reject(550, "5.6.0", "The header has a CR that ends no line");

    public ValueTask<CheckResult> CheckAsync(ReceivedMessage subject, CancellationToken cancellationToken) =>
        new(HasBareCr(subject.HeaderOctets.Span) ? BareCr : CheckResult.Accept);

    private static bool HasBareCr(ReadOnlySpan<byte> header)
    {
        while (header.IndexOf((byte)'\r') is >= 0 and var at)
        {
            if (at + 1 == header.Length || header[at + 1] != '\n')
                return true;
            header = header[(at + 2)..];
        }
        return false;
    }
}
