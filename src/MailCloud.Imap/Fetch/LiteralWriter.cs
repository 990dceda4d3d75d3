using System.IO.Pipelines;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// What a store copies a section to. The literal is announced when its first octet comes, so that a store which cannot give any has not broken the
/// response. Flushes are put off until there is enough to send: many small messages travel together.
/// </summary>
/// <param name="length">The octets that will come.</param>
internal sealed class LiteralWriter(FetchRow row, FetchItem item, long length) : PipeWriter
{
    /// <summary>The most that is written between two flushes.</summary>
    private const int Piece = 32 * 1024;

    private long left = length;

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
        return Pipe.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Announce();
        return Pipe.GetSpan(sizeHint);
    }

    public override void Advance(int bytes)
    {
        left -= bytes;
        if (left < 0)
            throw new InvalidOperationException("A store gave more octets than it was asked for.");
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
            row.Begin(item).LiteralHeader(left);
    }
}
