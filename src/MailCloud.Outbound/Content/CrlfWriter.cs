using System.IO.Pipelines;

namespace MailCloud.Outbound.Content;

/// <summary>
/// The last guard before the wire: whatever is copied into it leaves with CRLF at the end of every line and nowhere else. Other servers that take a lone CR or LF
/// for the end of a line cannot then be told to see the end of a message where we see none (SMTP smuggling). Content that is well prepared passes as it is.
/// </summary>
/// <remarks>It is a <see cref="PipeWriter"/>, so that content can be copied into it. <see cref="End"/> must be called.</remarks>
internal sealed class CrlfWriter(PipeWriter destination) : PipeWriter
{
    private const int MinBuffer = 4 * 1024;

    private readonly LineEnds ends = new();
    private byte[] buffer = [];

    public override bool CanGetUnflushedBytes => destination.CanGetUnflushedBytes;

    public override long UnflushedBytes => destination.UnflushedBytes;

    /// <summary>Ends the last line.</summary>
    public void End() => ends.Complete(destination);

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (buffer.Length < sizeHint || buffer.Length == 0)
            buffer = new byte[Math.Max(sizeHint, MinBuffer)];
        return buffer;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => ends.Write(buffer.AsSpan(0, bytes), destination);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        destination.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => destination.CancelPendingFlush();

    /// <summary>Does nothing: the destination outlives the message.</summary>
    public override void Complete(Exception? exception = null) { }
}
