using System.Buffers;
using System.Runtime.CompilerServices;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MimeKit;
using MimeKit.IO.Filters;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// The content of a part, its transfer encoding undone while it streams out of storage (RFC 2045 §6). Memory does not depend on its size. Where a
/// decoded octet is, only decoding tells: to read from an offset on costs as much as to read all that is before it.
/// </summary>
internal sealed class DecodedContent(IMailStore store, MessageReference message, ByteRange encoded, ContentEncoding encoding)
{
    private const int Piece = 16 * 1024;

    /// <summary>How many octets there are, if that is known without reading them: where nothing is encoded. Null: only decoding tells.</summary>
    public long? KnownLength =>
        encoding is ContentEncoding.Default or ContentEncoding.SevenBit or ContentEncoding.EightBit or ContentEncoding.Binary
            ? encoded.Length
            : null;

    /// <summary>The decoded octets of a range, in pieces; each is good until the next one is asked for. Nothing is read behind the range.</summary>
    /// <exception cref="MessageMissingException">The pack is gone.</exception>
    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    /// <exception cref="IOException">Storage gave fewer octets than there are.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Partial wanted,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (encoded.Length == 0)
            yield break;
        await using var content = new ContentStream(store, message, encoded, cancellationToken);
        var decoder = DecoderFilter.Create(encoding);
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            long start = 0;
            for (long left = encoded.Length, read = 1; read > 0 && start < wanted.End; left -= read)
            {
                read = await content.Stream.ReadAsync(piece, cancellationToken);
                if (read == 0 && left > 0)
                    throw new IOException($"{left} octets of a message are missing.");
                var octets = Decode(decoder, piece, (int)read);
                var from = (int)Math.Clamp(wanted.Origin - start, 0, octets.Length);
                var to = (int)Math.Min(wanted.End - start, octets.Length);
                start += octets.Length;
                if (from < to)
                    yield return octets[from..to];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <param name="read">Nothing: it was all, and the decoder gives what it has kept.</param>
    private static ReadOnlyMemory<byte> Decode(IMimeFilter decoder, byte[] piece, int read)
    {
        var octets =
            read > 0 ? decoder.Filter(piece, 0, read, out var start, out var length) : decoder.Flush(piece, 0, 0, out start, out length);
        return octets.AsMemory(start, length);
    }
}
