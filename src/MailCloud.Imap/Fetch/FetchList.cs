using System.Collections.Immutable;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Fetch;

/// <summary>The items that a FETCH asks for, parted by what has to be read for them. The response has them in this order.</summary>
internal sealed class FetchList
{
    /// <summary>A client has no use for more, and each costs as much as a command.</summary>
    private const int MaxItems = 100;

    private static readonly ImmutableArray<FetchItem> Fast = [RecordItems.Flags, RecordItems.InternalDate, RecordItems.Size];

    private FetchList(ImmutableArray<FetchItem> items)
    {
        items = [.. items.Distinct()];
        Records = [.. items.OfType<RecordItem>()];
        Summaries = [.. items.OfType<SummaryItem>()];
        Contents = [.. items.OfType<ContentItem>()];
    }

    public ImmutableArray<RecordItem> Records { get; }

    public ImmutableArray<SummaryItem> Summaries { get; }

    public ImmutableArray<ContentItem> Contents { get; }

    /// <summary>Whether memory answers all of it.</summary>
    public bool AreInRecords => Summaries.IsEmpty && Contents.IsEmpty;

    public bool NeedSummary => !Summaries.IsEmpty || Contents.Any(item => item.NeedsSummary);

    public bool SetSeen => Contents.Any(item => item.SetsSeen);

    public bool HasFlags => Records.Contains(RecordItems.Flags);

    /// <summary>Reads the items or the macro (RFC 9051 §6.4.5).</summary>
    /// <param name="byUid">The response to UID FETCH has UIDs, asked for or not (RFC 9051 §6.4.9).</param>
    public static FetchList Parse(ref ImapReader reader, bool byUid)
    {
        var items =
            reader.TryWord("FAST"u8) ? Fast
            : reader.TryWord("ALL"u8) ? [.. Fast, EnvelopeItem.Envelope]
            : reader.TryWord("FULL"u8) ? [.. Fast, EnvelopeItem.Envelope, StructureItems.Body]
            : reader.Peek == (byte)'(' ? reader.List(FetchItems.Parse)
            : [FetchItems.Parse(ref reader)];
        if (items.Length > MaxItems)
            throw new ImapSyntaxException("Too many items");
        return new FetchList(byUid && !items.Contains(RecordItems.Uid) ? [RecordItems.Uid, .. items] : items);
    }
}
