using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>Reads a range of a message.</summary>
/// <exception cref="MessageMissingException">The octets are gone.</exception>
internal delegate ValueTask<ReadOnlyMemory<byte>> ReadRange(ByteRange range, CancellationToken cancellationToken);

/// <summary>
/// What has been read of a message: ranges that are wanted are read together where they lie near each other, so that a message of many parts does not cost as many
/// requests.
/// </summary>
internal sealed class MessageOctets(ReadRange read)
{
    /// <summary>To read so many octets that nobody wants is cheaper than to ask once more.</summary>
    private const int MaxGap = 64 * 1024;

    private readonly List<(ByteRange Range, ReadOnlyMemory<byte> Octets)> pieces = [];

    /// <summary>The message is not in storage any more; all of it reads as nothing.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Reads ranges, which lie inside the message.</summary>
    public async ValueTask ReadAsync(IEnumerable<ByteRange> wanted, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var range in Joined(wanted))
                pieces.Add((range, await read(range, cancellationToken)));
        }
        catch (MessageMissingException)
        {
            IsGone = true;
        }
    }

    /// <summary>A range that was read.</summary>
    public ReadOnlyMemory<byte> this[ByteRange range]
    {
        get
        {
            if (range.Length == 0 || IsGone)
                return default;
            var (around, octets) = pieces.First(piece => piece.Range.Offset <= range.Offset && range.End <= piece.Range.End);
            return octets.Slice((int)(range.Offset - around.Offset), (int)range.Length);
        }
    }

    private static List<ByteRange> Joined(IEnumerable<ByteRange> wanted)
    {
        var joined = new List<ByteRange>();
        foreach (var range in wanted.Where(range => range.Length > 0).OrderBy(range => range.Offset))
            if (joined is [.., var last] && range.Offset - last.End <= MaxGap)
                joined[^1] = ByteRange.Between(last.Offset, Math.Max(last.End, range.End));
            else
                joined.Add(range);
        return joined;
    }
}
