using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Search;

/// <summary>
/// The octets of a message's small text parts. Those that lie near each other are read at once, so that a message of a thousand tiny parts does not cost a
/// thousand requests.
/// </summary>
internal sealed class NearbyParts(IMailStore store, MessageReference message, BodyPart root)
{
    /// <summary>A part of more octets is none of these.</summary>
    public const int Small = 256 * 1024;

    /// <summary>Octets that are read at once, at most.</summary>
    private const int MaxRead = 1024 * 1024;

    /// <summary>To read so many octets that nobody wants is cheaper than to ask once more.</summary>
    private const int MaxGap = 256 * 1024;

    private readonly Queue<ByteRange> ahead = new(SmallTexts(root));
    private ReadOnlyMemory<byte> read;
    private ByteRange range;

    /// <summary>The body of a small text part; parts are asked for in their order, some perhaps not at all.</summary>
    /// <exception cref="MessageMissingException">The octets of the message are gone.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(BodyPart part, CancellationToken cancellationToken)
    {
        if (!IsRead(part.Body))
        {
            range = WithNext(part.Body);
            read = await store.ReadContentAsync(message, range, cancellationToken);
        }
        return read.Slice((int)(part.Body.Offset - range.Offset), (int)part.Body.Length);
    }

    private bool IsRead(ByteRange body) => body.Offset >= range.Offset && body.End <= range.End;

    /// <summary>A part's range, and that of the parts behind it that are near.</summary>
    private ByteRange WithNext(ByteRange body)
    {
        var end = body.End;
        for (; ahead.TryPeek(out var next); ahead.Dequeue())
        {
            if (next.Offset <= body.Offset)
                continue;
            if (next.Offset - end > MaxGap || next.End - body.Offset > MaxRead)
                break;
            end = Math.Max(end, next.End);
        }
        return body with { Length = end - body.Offset };
    }

    private static IEnumerable<ByteRange> SmallTexts(BodyPart part)
    {
        IEnumerable<ByteRange> own = part is { Type: "text", Body.Length: > 0 and <= Small } ? [part.Body] : [];
        return own.Concat(part.Message is { } embedded ? SmallTexts(embedded.Body) : []).Concat(part.Parts.SelectMany(SmallTexts));
    }
}
