using System.Collections.Immutable;
using System.Text;

namespace MailCloud.Imap.Grammar;

/// <summary>One end, or the only number, of a <c>seq-range</c>: a sequence number or UID, or <c>*</c>, the largest one in use.</summary>
internal readonly record struct SequenceBound(uint Number)
{
    /// <summary><c>*</c>. Zero is no number of the grammar.</summary>
    public static readonly SequenceBound Largest;

    public bool IsLargest => Number == 0;

    public uint Resolve(uint largest) => IsLargest ? largest : Number;

    public override string ToString() => IsLargest ? "*" : Number.ToString();
}

/// <summary>A <c>seq-range</c>; its ends come in any order (RFC 9051 §9).</summary>
internal readonly record struct SequenceRange(SequenceBound First, SequenceBound Last)
{
    /// <summary>The numbers it stands for when <paramref name="largest"/> is the largest in use.</summary>
    public (uint First, uint Last) Resolve(uint largest)
    {
        var (first, last) = (First.Resolve(largest), Last.Resolve(largest));
        return first <= last ? (first, last) : (last, first);
    }
}

/// <summary>
/// A <c>sequence-set</c> as the client wrote it: which messages it names is known only against a mailbox. <see cref="IsSaved"/>: it is <c>$</c>, the
/// result that the last SEARCH saved (RFC 5182 §2.1).
/// </summary>
internal sealed class SequenceSet
{
    private SequenceSet(ImmutableArray<SequenceRange> ranges, bool isSaved)
    {
        Ranges = ranges;
        IsSaved = isSaved;
    }

    public static readonly SequenceSet Saved = new([], isSaved: true);

    public ImmutableArray<SequenceRange> Ranges { get; }

    public bool IsSaved { get; }

    public static SequenceSet Of(ImmutableArray<SequenceRange> ranges) => new(ranges, isSaved: false);

    public override string ToString()
    {
        if (IsSaved)
            return "$";
        var text = new StringBuilder();
        foreach (var (first, last) in Ranges)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(first);
            if (last != first)
                text.Append(':').Append(last);
        }
        return text.ToString();
    }
}
