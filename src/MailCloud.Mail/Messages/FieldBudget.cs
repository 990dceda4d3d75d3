namespace MailCloud.Mail.Messages;

/// <summary>What is left of <see cref="SummaryLimits.Fields"/> while a summary is made. It bounds the work of reading fields and what is kept of them.</summary>
internal sealed class FieldBudget
{
    private int left = SummaryLimits.Fields;

    /// <summary>The value of a field that is to be read; of one that is too long, the lines that may still be read.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> value)
    {
        if (value.Length > left)
            value = HeaderBlock.WholeLines(value[..left]);
        left -= value.Length;
        return value;
    }
}
