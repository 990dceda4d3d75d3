using System.Buffers;
using System.Collections.Immutable;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MimeKit;
using MimeKit.Utils;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// The content of a part with its transfer encoding undone (RFC 9051 §6.4.5; RFC 3516 §4.2). What has a NUL in it goes as a <c>literal8</c>; everything else
/// as a plain literal. Without part numbers it is the whole message, which has no encoding, octet by octet.
/// <code>
/// C: A1 FETCH 1 (BINARY.SIZE[2] BINARY.PEEK[2]&lt;0.5&gt;)
/// S: * 1 FETCH (BINARY.SIZE[2] 2143 BINARY[2]&lt;0&gt; ~{5}
/// S: GIF89)
/// </code>
/// </summary>
/// <remarks>
/// The size comes before the octets, and the encoded size does not tell it. So the part is decoded once to measure it; up to <see cref="Kept"/> octets
/// are kept meanwhile, and only what is larger is decoded a second time. Of a partial only what lies before its end is decoded.
/// </remarks>
internal sealed class BinaryItem(string label, ImmutableArray<int> part, bool peek, Partial? range = null)
    : BinaryContentItem(label, part, peek, range)
{
    /// <summary>Octets that are kept in memory so that they need not be decoded twice.</summary>
    private const int Kept = 64 * 1024;

    protected override async ValueTask WriteAsync(FetchRow row, DecodedContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            row.Begin(this).Nil();
            return;
        }
        var wanted = Range ?? Partial.Everything;
        var kept = ArrayPool<byte>.Shared.Rent(Kept);
        try
        {
            var (length, hasNul) = await MeasureAsync(content.ReadAsync(wanted, cancellationToken), kept);
            if (length == 0)
            {
                row.Begin(this).String(ReadOnlySpan<byte>.Empty);
                return;
            }
            var literal = new LiteralWriter(row, this, length, hasNul);
            if (length <= kept.Length)
                await literal.WriteAsync(kept.AsMemory(0, (int)length), cancellationToken);
            else
                await foreach (var piece in content.ReadAsync(wanted, cancellationToken))
                    await literal.WriteAsync(piece, cancellationToken);
            literal.End();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(kept);
        }
    }

    private static async ValueTask<(long Length, bool HasNul)> MeasureAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, byte[] kept)
    {
        long length = 0;
        var hasNul = false;
        await foreach (var piece in pieces)
        {
            if (length + piece.Length <= kept.Length)
                piece.CopyTo(kept.AsMemory((int)length));
            length += piece.Length;
            hasNul |= piece.Span.Contains((byte)0);
        }
        return (length, hasNul);
    }
}

/// <summary>
/// How many octets <see cref="BinaryItem"/> would give (RFC 9051 §6.4.5): <c>BINARY.SIZE[2] 2143</c>. What is encoded is decoded to know it. A part that
/// does not exist has none, since the response has no other form than a number.
/// </summary>
internal sealed class BinarySizeItem(string label, ImmutableArray<int> part) : BinaryContentItem(label, part, peek: true)
{
    protected override async ValueTask WriteAsync(FetchRow row, DecodedContent? content, CancellationToken cancellationToken)
    {
        var size = content is null ? 0 : content.KnownLength ?? await CountAsync(content, cancellationToken);
        row.Begin(this).Number((ulong)size);
    }

    private static async ValueTask<long> CountAsync(DecodedContent content, CancellationToken cancellationToken)
    {
        long size = 0;
        await foreach (var piece in content.ReadAsync(Partial.Everything, cancellationToken))
            size += piece.Length;
        return size;
    }
}

/// <summary>What the two items share: where the part is, and how it is encoded.</summary>
internal abstract class BinaryContentItem(string label, ImmutableArray<int> part, bool peek, Partial? range = null)
    : ContentItem(label, peek, range)
{
    public override bool NeedsSummary => !part.IsEmpty;

    public override async ValueTask WriteAsync(FetchRow row, CancellationToken cancellationToken)
    {
        var found = part.IsEmpty ? null : row.Summary.FindPart(part.AsSpan());
        if (EncodingOf(found) is not { } encoding)
        {
            row.IsUndecodable = true;
            return;
        }
        var octets = part.IsEmpty ? new ByteRange(0, row.Record.Size) : found?.Body;
        var content = octets is { } encoded ? new DecodedContent(row.Store, row.Record.Content, encoded, encoding) : null;
        try
        {
            await WriteAsync(row, content, cancellationToken);
        }
        catch (MessageMissingException) when (!row.IsWriting(this))
        {
            await WriteAsync(row, content: null, cancellationToken);
            row.IsGone = true;
        }
    }

    /// <param name="content">Null: there is no such part.</param>
    protected abstract ValueTask WriteAsync(FetchRow row, DecodedContent? content, CancellationToken cancellationToken);

    /// <summary>How the content is encoded; null: in a way that nobody knows. A multipart is never encoded, whatever it says (RFC 2045 §6.4).</summary>
    private static ContentEncoding? EncodingOf(BodyPart? part) =>
        part is null or { IsMultipart: true } ? ContentEncoding.Binary
        : MimeUtils.TryParse(part.Encoding, out ContentEncoding encoding) ? encoding
        : null;
}
