using System.IO.Pipelines;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// What a store copies a section to. The literal is announced when its first octet comes, so that a store which cannot give any has not broken the
/// response. Flushes are put off until there is enough to send: many small messages travel together.
/// </summary>
/// <remarks>
/// A plain literal cannot hold NUL (RFC 9051 §4.3.1), which broken messages have; it goes as <see cref="InsteadOfNul"/>, so that sizes and offsets stay true.
/// A client that wants the very octets asks for BINARY.
/// </remarks>
/// <param name="length">The octets that will come.</param>
/// <param name="isBinary">There are NULs among them.</param>
internal sealed class LiteralWriter(FetchRow row, FetchItem item, long length, bool isBinary = false) : PipeWriter
{
    /// <summary>What neither ASCII nor UTF-8 has alone: nobody takes it for text.</summary>
    public const byte InsteadOfNul = 0x80;

    /// <summary>The most that is written between two flushes.</summary>
    private const int Piece = 32 * 1024;

    private long left = length;
    private Memory<byte> given;

    private PipeWriter Pipe => row.Output.Pipe;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => Pipe.UnflushedBytes;

    /// <summary>To be called when the store is done.</summary>
    /// <exception cref="IOException">It gave fewer octets than were announced.</exception>
    public void End()
    {
        if (left != 0)
            throw new IOException($"{left} octets of a message are missing.");
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Announce();
        return given = Pipe.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        left -= bytes;
        if (left < 0)
            throw new InvalidOperationException("A store gave more octets than it was asked for.");
        if (!isBinary)
            given.Span[..bytes].Replace((byte)0, InsteadOfNul);
        Pipe.Advance(bytes);
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await row.FlushIfLargeAsync(cancellationToken);
        return default;
    }

    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        while (!source.IsEmpty)
        {
            var piece = source[..Math.Min(source.Length, Piece)];
            piece.CopyTo(GetMemory(piece.Length));
            Advance(piece.Length);
            source = source[piece.Length..];
            await row.FlushIfLargeAsync(cancellationToken);
        }
        return default;
    }

    public override void CancelPendingFlush() => Pipe.CancelPendingFlush();

    /// <summary>Ends nothing: the connection goes on behind the literal.</summary>
    public override void Complete(Exception? exception = null) { }

    private void Announce()
    {
        if (!row.IsWriting(item))
            row.Begin(item).LiteralHeader(left, isBinary);
    }
}
