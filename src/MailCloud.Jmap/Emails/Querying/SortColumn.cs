using MailCloud.Mail.Search;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>What one comparator compares, of each Email that was found: a value is taken out of it once, and what was read of it is then let go.</summary>
internal abstract class SortColumn
{
    /// <summary>Takes the value of the next Email.</summary>
    public abstract void Add(QueriedEmail email);

    /// <summary>Compares two Emails by their places in the column.</summary>
    public abstract int Compare(int left, int right);
}

/// <summary>Numbers; those of what is true or false are 1 and 0.</summary>
internal sealed class NumberColumn(Func<QueriedEmail, long> number) : SortColumn
{
    private readonly List<long> values = [];

    /// <summary>The value at a place.</summary>
    public long this[int place] => values[place];

    public override void Add(QueriedEmail email) => values.Add(number(email));

    public override int Compare(int left, int right) => values[left].CompareTo(values[right]);
}

/// <summary>Texts, by the collation i;unicode-casemap (RFC 5051).</summary>
internal sealed class TextColumn(Func<QueriedEmail, string> text) : SortColumn
{
    /// <summary>
    /// So much of a text is compared. Subjects may be far longer, one letter may be folded into a dozen, and those of a whole account are in memory at once.
    /// </summary>
    private const int MaxOctets = 1000;

    private readonly List<byte[]> values = [];

    public override void Add(QueriedEmail email)
    {
        var value = text(email);
        var folded = UnicodeCasemap.Fold(value.AsSpan(0, Math.Min(value.Length, MaxOctets)));
        values.Add(folded.Length <= MaxOctets ? folded : folded[..MaxOctets]);
    }

    public override int Compare(int left, int right) => values[left].AsSpan().SequenceCompareTo(values[right]);
}
