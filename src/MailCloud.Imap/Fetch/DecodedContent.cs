using System.Buffers;
using System.Runtime.CompilerServices;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MimeKit;
using MimeKit.IO;
using MimeKit.IO.Filters;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// The content of a part, its transfer encoding undone while it streams out of storage (RFC 2045 §6). Memory does not depend on its size. Where a
/// decoded octet is, only decoding tells: to read from an offset on costs as much as to read all that is before it.
/// </summary>
internal sealed class DecodedContent(IMailStore store, MessageReference message, ByteRange encoded, ContentEncoding encoding)
{
    private const int Piece = 16 * 1024;

    /// <summary>The decoded octets of a range, in pieces; each is good until the next one is asked for. Nothing is read behind the range.</summary>
    /// <exception cref="MessageMissingException">The pack is gone.</exception>
    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Partial wanted,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (encoded.Length == 0)
            yield break;
        await using var content = new ContentStream(store, message, encoded, cancellationToken);
        await using var decoded = new FilteredStream(content.Stream);
        if (encoding is not (ContentEncoding.Default or ContentEncoding.SevenBit or ContentEncoding.EightBit or ContentEncoding.Binary))
            decoded.Add(DecoderFilter.Create(encoding));
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            long start = 0;
            while (start < wanted.End && await decoded.ReadAsync(piece, cancellationToken) is > 0 and var read)
            {
                var from = (int)Math.Clamp(wanted.Origin - start, 0, read);
                var to = (int)Math.Min(wanted.End - start, read);
                start += read;
                if (from < to)
                    yield return piece.AsMemory(from..to);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
