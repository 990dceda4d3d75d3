using System.Buffers;
using System.Buffers.Text;
using MailCloud.Imap.Session;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Makes of a message with parts in the transfer encoding <c>binary</c> one that has them in base64. FETCH of BODY and BODYSTRUCTURE has to show them so
/// (RFC 3516 §6), and a server may as well keep them so (§4.4); BINARY gives the octets back. Everything else of the message stays as it came.
/// </summary>
internal sealed class TextualCopy(IMailStore store, MessageReference original, MessageAppender copy)
{
    /// <summary>Octets of a line of base64, undone; with them it is 76 characters long, as RFC 2045 §6.8 has it at most.</summary>
    private const int LineOctets = 57;

    private const int Lines = 256;

    private const string FieldName = "Content-Transfer-Encoding";

    /// <summary>The message itself if it has no such part.</summary>
    public static async ValueTask<NewMessage> OfAsync(NewMessage message, ImapSession session, CancellationToken cancellationToken)
    {
        var summary = await message.Summary.ReadAsync(cancellationToken);
        var binary = BinaryParts(summary.Body).ToList();
        if (binary.Count == 0)
            return message;
        await using var appender = new MessageAppender(session.Server.Store, session.Account);
        await new TextualCopy(session.Server.Store, message.Content, appender).WriteAsync(binary, summary.Size, cancellationToken);
        return await appender.CompleteAsync(
            message.Flags,
            message.Keywords,
            DateTimeOffset.FromUnixTimeSeconds(message.InternalDateSeconds),
            cancellationToken
        );
    }

    private static IEnumerable<BodyPart> BinaryParts(BodyPart part) =>
        (part.Message is { } inside ? BinaryParts(inside.Body) : part.Parts.SelectMany(BinaryParts))
            .Prepend(part)
            .Where(each => each.Encoding is "binary");

    /// <param name="binary">In the order of their headers.</param>
    private async ValueTask WriteAsync(List<BodyPart> binary, long size, CancellationToken cancellationToken)
    {
        long position = 0;
        foreach (var part in binary)
        {
            // What has parts of its own is not encoded: they are (RFC 2045 §6.4).
            var isContainer = part.IsMultipart || part.Message is not null;
            var field = await FindFieldAsync(part.Header, cancellationToken);
            await CopyAsync(position, field.Offset, cancellationToken);
            await copy.WriteAsync(
                isContainer ? "Content-Transfer-Encoding: 8bit\r\n"u8.ToArray() : "Content-Transfer-Encoding: base64\r\n"u8.ToArray(),
                cancellationToken
            );
            position = field.End;
            if (isContainer)
                continue;
            await CopyAsync(position, part.Body.Offset, cancellationToken);
            await EncodeAsync(part.Body, cancellationToken);
            position = part.Body.End;
        }
        await CopyAsync(position, size, cancellationToken);
    }

    /// <summary>Where the field is that says how the part is encoded. There is one, since the summary knows what it says.</summary>
    private async ValueTask<ByteRange> FindFieldAsync(ByteRange header, CancellationToken cancellationToken)
    {
        var searched = header with { Length = Math.Min(header.Length, SummaryLimits.Header) };
        var octets = await store.ReadContentAsync(original, searched, cancellationToken);
        var offset = header.Offset;
        foreach (var field in new HeaderBlock(octets))
        {
            if (field.Is(FieldName))
                return new ByteRange(offset, field.Bytes.Length);
            offset += field.Bytes.Length;
        }
        throw new InvalidOperationException("A part that is said to be binary does not say so.");
    }

    private async ValueTask CopyAsync(long start, long end, CancellationToken cancellationToken) =>
        await ReadAsync(new ByteRange(start, end - start), copy.WriteAsync, cancellationToken);

    private async ValueTask EncodeAsync(ByteRange body, CancellationToken cancellationToken)
    {
        var isFirst = true;
        var text = new ArrayBufferWriter<byte>();
        await ReadAsync(
            body,
            async (octets, token) =>
            {
                text.ResetWrittenCount();
                for (; !octets.IsEmpty; octets = octets[Math.Min(LineOctets, octets.Length)..])
                {
                    // The line end before a boundary belongs to the boundary.
                    if (!isFirst)
                        text.Write("\r\n"u8);
                    isFirst = false;
                    var line = octets.Span[..Math.Min(LineOctets, octets.Length)];
                    Base64.EncodeToUtf8(line, text.GetSpan(Base64.GetMaxEncodedToUtf8Length(line.Length)), out _, out var written);
                    text.Advance(written);
                }
                await copy.WriteAsync(text.WrittenMemory, token);
            },
            cancellationToken
        );
    }

    /// <summary>Reads a range in pieces of whole lines of base64, but for the last.</summary>
    private async ValueTask ReadAsync(
        ByteRange range,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take,
        CancellationToken cancellationToken
    )
    {
        if (range.Length == 0)
            return;
        await using var content = new ContentStream(store, original, range, cancellationToken);
        var piece = ArrayPool<byte>.Shared.Rent(Lines * LineOctets);
        try
        {
            var size = Lines * LineOctets;
            while (
                await content.Stream.ReadAtLeastAsync(piece.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken)
                    is > 0
                        and var read
            )
                await take(piece.AsMemory(0, read), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
