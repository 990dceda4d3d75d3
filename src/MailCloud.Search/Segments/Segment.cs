using System.Runtime.CompilerServices;
using Google.Protobuf;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Search.Segments;

/// <summary>A segment in storage, of which only what is asked for is read.</summary>
/// <remarks>Every method throws <see cref="SegmentUnreadableException"/> when the segment is gone or damaged.</remarks>
internal sealed class Segment
{
    /// <summary>Blocks that lie near each other are read together, up to so many octets.</summary>
    private const int MaxRead = 1024 * 1024;

    /// <summary>To read so many octets that nobody wants is cheaper than to ask once more.</summary>
    private const int MaxGap = 64 * 1024;

    private readonly IIndexStore store;
    private readonly AccountId account;
    private readonly PieceCache cache;

    private Segment(IIndexStore store, AccountId account, SegmentInfo info, SegmentDirectory directory, PieceCache cache)
    {
        (this.store, this.account, this.cache) = (store, account, cache);
        (Info, Directory) = (info, directory);
    }

    public SegmentInfo Info { get; }

    public SegmentDirectory Directory { get; }

    public static async ValueTask<Segment> OpenAsync(
        IIndexStore store,
        AccountId account,
        SegmentInfo info,
        PieceCache cache,
        CancellationToken cancellationToken
    )
    {
        var name = new PieceName(info.Id, info.Octets - info.DirectoryOctets);
        if (cache.Find<SegmentDirectory>(name) is { } known)
            return new Segment(store, account, info, known, cache);
        try
        {
            var block = await ReadAsync(store, account, info.Id, name.Start, info.DirectoryOctets, cancellationToken);
            var directory = new SegmentDirectory(Proto.Directory.Parser.ParseFrom(Compression.Decompress(block)), info);
            cache.Add(name, directory, directory.Weight);
            return new Segment(store, account, info, directory, cache);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new SegmentUnreadableException(info.Id, e);
        }
    }

    public async ValueTask<TermTable> ReadTermsAsync(CancellationToken cancellationToken)
    {
        var name = new PieceName(Info.Id, Directory.Postings.End);
        if (cache.Find<TermTable>(name) is { } known)
            return known;
        try
        {
            var block = await ReadAsync(store, account, Info.Id, name.Start, Directory.TermsOctets, cancellationToken);
            var terms = new TermTable(Compression.Decompress(block, Directory.TermsLength), Directory.TermsText);
            cache.Add(name, terms, terms.Weight);
            return terms;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new SegmentUnreadableException(Info.Id, e);
        }
    }

    /// <summary>Blocks, in the order in which they are named, which is ascending.</summary>
    /// <param name="keep">They are wanted again before long.</param>
    public async IAsyncEnumerable<(int Block, byte[] Content)> ReadBlocksAsync(
        BlockTable table,
        IReadOnlyList<int> blocks,
        bool keep,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var next = 0; next < blocks.Count; )
        {
            var (start, octets) = table.PlaceOf(blocks[next]);
            if (cache.Find<byte[]>(new PieceName(Info.Id, start)) is { } known)
            {
                yield return (blocks[next++], known);
                continue;
            }
            var end = next + 1;
            for (; end < blocks.Count; end++)
            {
                var place = table.PlaceOf(blocks[end]);
                if (place.Start - start - octets > MaxGap || place.Start + place.Octets - start > MaxRead)
                    break;
                octets = place.Start + place.Octets - start;
            }
            var read = await TryReadAsync(start, octets, cancellationToken);
            for (; next < end; next++)
            {
                var place = table.PlaceOf(blocks[next]);
                var content = Decompress(read.AsMemory(place.Start - start, place.Octets), table.LengthOf(blocks[next]));
                if (keep)
                    cache.Add(new PieceName(Info.Id, place.Start), content, content.Length);
                yield return (blocks[next], content);
            }
        }
    }

    /// <summary>The texts in a block.</summary>
    public List<ReadOnlyMemory<byte>> ReadTexts(byte[] block)
    {
        try
        {
            return TextBlock.Read(block);
        }
        catch (InvalidDataException e)
        {
            throw new SegmentUnreadableException(Info.Id, e);
        }
    }

    private async ValueTask<byte[]> TryReadAsync(int start, int octets, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(store, account, Info.Id, start, octets, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new SegmentUnreadableException(Info.Id, e);
        }
    }

    private byte[] Decompress(ReadOnlyMemory<byte> block, int length)
    {
        try
        {
            return Compression.Decompress(block, length);
        }
        catch (InvalidDataException e)
        {
            throw new SegmentUnreadableException(Info.Id, e);
        }
    }

    private static async ValueTask<byte[]> ReadAsync(
        IIndexStore store,
        AccountId account,
        SegmentId id,
        int start,
        int octets,
        CancellationToken cancellationToken
    ) =>
        await store.ReadSegmentAsync(account, id, start, octets, cancellationToken) is { } read && read.Length == octets
            ? read
            : throw new InvalidDataException("A segment of a text index is gone, or too short.");

    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or InvalidProtocolBufferException or OverflowException or ArgumentException or IndexOutOfRangeException;
}

/// <summary>A segment is gone or damaged: what it knew has to be indexed anew.</summary>
internal sealed class SegmentUnreadableException(SegmentId segment, Exception inner)
    : IOException($"The segment {segment} of a text index cannot be read.", inner)
{
    public SegmentId Segment { get; } = segment;
}
