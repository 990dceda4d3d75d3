using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Sort;

/// <summary>What one criterion compares, of each message that is sorted: a value is taken out of the message once, and the summary is then let go.</summary>
internal abstract class SortColumn
{
    /// <summary>Whether the value is in the summary, and not in the record.</summary>
    public abstract bool NeedsSummary { get; }

    /// <summary>Takes the value of the next message.</summary>
    public abstract void Add(in MessageRecord record, MessageSummary? summary);

    /// <summary>Compares two messages by their places in the column.</summary>
    public abstract int Compare(int left, int right);
}

/// <summary>Numbers, in memory or not.</summary>
internal sealed class NumberColumn(bool needsSummary, NumberOf number) : SortColumn
{
    private readonly List<long> values = [];

    public override bool NeedsSummary => needsSummary;

    public override void Add(in MessageRecord record, MessageSummary? summary) => values.Add(number(record, summary));

    public override int Compare(int left, int right) => values[left].CompareTo(values[right]);
}

/// <summary>Text out of summaries, by the collation i;unicode-casemap (RFC 5256 §3). A missing text is as an empty one: before all others.</summary>
internal sealed class TextColumn(Func<MessageSummary, string?> text) : SortColumn
{
    /// <summary>
    /// So much of a text is compared. Subjects may be far longer, one letter may be folded into a dozen, and those of a whole mailbox are in memory at once.
    /// </summary>
    private const int MaxOctets = 1000;

    private readonly List<byte[]> values = [];

    public override bool NeedsSummary => true;

    /// <summary>What is compared of a text: octets that are the same for equal texts, and in order for others.</summary>
    public static byte[] KeyOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return [];
        var folded = UnicodeCasemap.Fold(text.AsSpan(0, Math.Min(text.Length, MaxOctets)));
        return folded.Length <= MaxOctets ? folded : folded[..MaxOctets];
    }

    public override void Add(in MessageRecord record, MessageSummary? summary) => values.Add(summary is null ? [] : KeyOf(text(summary)));

    public override int Compare(int left, int right) => values[left].AsSpan().SequenceCompareTo(values[right]);
}

/// <summary>The number that a message is sorted by.</summary>
internal delegate long NumberOf(in MessageRecord record, MessageSummary? summary);
