using System.Collections.Immutable;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Fetch;

/// <summary>The items that a FETCH asks for, parted by what has to be read for them. The response has them in this order.</summary>
internal sealed class FetchList
{
    /// <summary>A client has no use for more, and each costs as much as a command.</summary>
    private const int MaxItems = 100;

    private static readonly ImmutableArray<FetchItem> Fast = [RecordItems.Flags, RecordItems.InternalDate, RecordItems.Size];

    private readonly ImmutableArray<FetchItem> all;

    private FetchList(ImmutableArray<FetchItem> wanted)
    {
        all = [.. wanted.DistinctBy(static item => (item.ToString(), item.SetsSeen, (item as ContentItem)?.Range))];
        Records = [.. all.OfType<RecordItem>()];
        Summaries = [.. all.OfType<SummaryItem>()];
        Contents = [.. all.OfType<ContentItem>()];
    }

    /// <summary>What the answer to a resynchronization tells of each message (RFC 7162 §3.2.5.1).</summary>
    public static readonly FetchList Resynchronization = new([RecordItems.Flags, RecordItems.ModSeq]);

    public ImmutableArray<RecordItem> Records { get; }

    public ImmutableArray<SummaryItem> Summaries { get; }

    public ImmutableArray<ContentItem> Contents { get; }

    /// <summary>Whether memory answers all of it.</summary>
    public bool AreInRecords => Summaries.IsEmpty && Contents.IsEmpty;

    public bool NeedSummary => !Summaries.IsEmpty || Contents.Any(item => item.NeedsSummary);

    public bool SetSeen => Contents.Any(item => item.SetsSeen);

    public bool HasFlags => Records.Contains(RecordItems.Flags);

    public bool HasModSeq => Records.Contains(RecordItems.ModSeq);

    /// <summary>Reads the items or the macro (RFC 9051 §6.4.5).</summary>
    public static FetchList Parse(ref ImapReader reader)
    {
        var items =
            reader.TryWord("FAST"u8) ? Fast
            : reader.TryWord("ALL"u8) ? [.. Fast, EnvelopeItem.Envelope]
            : reader.TryWord("FULL"u8) ? [.. Fast, EnvelopeItem.Envelope, StructureItems.Body]
            : reader.Peek == (byte)'(' ? reader.List(FetchItems.Parse)
            : [FetchItems.Parse(ref reader)];
        if (items.Length > MaxItems)
            throw new ImapSyntaxException("Too many items");
        return new FetchList(items);
    }

    /// <summary>The items with those that are answered, asked for or not.</summary>
    /// <param name="uid">First of all, unless the client has placed it itself.</param>
    /// <param name="modSeq">Last of those in memory.</param>
    public FetchList With(bool uid, bool modSeq)
    {
        var more = all;
        if (uid && !more.Contains(RecordItems.Uid))
            more = more.Insert(0, RecordItems.Uid);
        if (modSeq && !more.Contains(RecordItems.ModSeq))
            more = more.Add(RecordItems.ModSeq);
        return more == all ? this : new FetchList(more);
    }
}
