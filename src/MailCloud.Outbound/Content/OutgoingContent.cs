using System.Buffers;
using System.IO.Pipelines;
using MailCloud.Mail.Store;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.Outbound.Content;

/// <summary>
/// A stored message as it leaves: signatures in front, line ends made CRLF, without the Return-Path that it was stored with. The header is in memory, the
/// body streams out of its pack as often as it is asked for.
/// </summary>
internal sealed class OutgoingContent : IOutboundContent
{
    /// <summary>A longer header, which the server takes from nobody, is treated as text and not signed.</summary>
    private const int MaxHeaderOctets = 512 * 1024;

    private const int FlushOctets = 32 * 1024;

    private readonly IMailStore store;
    private readonly MessageReference message;
    private readonly int bodyOffset;
    private readonly byte[] front;

    private OutgoingContent(IMailStore store, MessageReference message, int bodyOffset, byte[] front) =>
        (this.store, this.message, this.bodyOffset, this.front) = (store, message, bodyOffset, front);

    public long Length { get; private init; }

    public bool HasEightBit { get; private init; }

    public bool HasEightBitHeader { get; private init; }

    /// <summary>Reads the message once, to sign and to measure it.</summary>
    /// <param name="begin">Looks at the header, and gives what makes the fields to put in front of it once the body has gone by.</param>
    /// <exception cref="MessageMissingException">The pack is gone.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    public static async ValueTask<OutgoingContent> PrepareAsync(
        IMailStore store,
        MessageReference message,
        BeginSigning begin,
        CancellationToken cancellationToken
    )
    {
        var start = await StoredOctets.ReadStartAsync(store, message, Math.Min(message.Length, MaxHeaderOctets), cancellationToken);
        var (header, bodyOffset) = HeaderOf(start, isWhole: start.Length == message.Length);
        using var hashed = new HashedMessage(header);
        var sign = header.Length > 0 ? await begin(header, hashed, cancellationToken) : null;
        var ends = new LineEnds();
        long length = 0;
        await foreach (var piece in BodyAsync(store, message, bodyOffset, ends, cancellationToken))
        {
            hashed.Append(piece.Span);
            length += piece.Length;
        }
        byte[] leading = [.. sign?.Invoke() ?? [], .. header];
        return new OutgoingContent(store, message, bodyOffset, leading)
        {
            Length = leading.Length + length,
            HasEightBitHeader = !System.Text.Ascii.IsValid(leading),
            HasEightBit = ends.HasEightBit || !System.Text.Ascii.IsValid(leading),
        };
    }

    public async ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(front, cancellationToken);
        long unflushed = 0;
        await foreach (var piece in BodyAsync(store, message, bodyOffset, new LineEnds(), cancellationToken))
        {
            destination.Write(piece.Span);
            unflushed += piece.Length;
            if (unflushed < FlushOctets)
                continue;
            // Who reads no more needs no more.
            if ((await destination.FlushAsync(cancellationToken)).IsCompleted)
                return;
            unflushed = 0;
        }
        await destination.FlushAsync(cancellationToken);
    }

    /// <summary>The header with its blank line as it leaves, and where the body begins in what is stored.</summary>
    private static (byte[] Header, int BodyOffset) HeaderOf(byte[] start, bool isWhole)
    {
        var own = HeaderEnd.OfReturnPath(start);
        if (HeaderEnd.Find(start) is not { } end)
        {
            if (!isWhole)
                return ([], own);
            end = start.Length;
        }
        var rest = start.AsSpan(end);
        var blank = rest is [(byte)'\r', (byte)'\n', ..] ? 2 : Math.Min(1, rest.Length);
        var header = new ArrayBufferWriter<byte>(end + 64);
        var ends = new LineEnds();
        ends.Write(start.AsSpan(Math.Min(own, end)..end), header);
        ends.Complete(header);
        header.Write("\r\n"u8);
        return (header.WrittenSpan.ToArray(), end + blank);
    }

    /// <summary>The body with its line ends as they leave, in pieces that hold until the next is asked for.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> BodyAsync(
        IMailStore store,
        MessageReference message,
        int offset,
        LineEnds ends,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var piece = new ArrayBufferWriter<byte>();
        if (offset < message.Length)
            await foreach (var octets in StoredOctets.ReadAsync(store, message, offset, message.Length - offset, cancellationToken))
            {
                foreach (var segment in octets)
                    ends.Write(segment.Span, piece);
                yield return piece.WrittenMemory;
                piece.ResetWrittenCount();
            }
        ends.Complete(piece);
        yield return piece.WrittenMemory;
    }
}

/// <summary>Looks at a message that is about to leave, and gives what makes its signatures once the body has gone by; null: it gets none.</summary>
public delegate ValueTask<Func<byte[]>?> BeginSigning(
    ReadOnlyMemory<byte> header,
    HashedMessage message,
    CancellationToken cancellationToken
);
