using System.Buffers;
using System.IO.Pipelines;

namespace MailCloud.Outbound.Content;

/// <summary>
/// Makes every line end with CRLF: a CR or LF that stands alone becomes one (RFC 5321 §2.3.8). Other servers that take such a CR or LF for the end of a line
/// cannot then be told to see the end of a message where we see none (SMTP smuggling).
/// </summary>
/// <remarks>It is a <see cref="PipeWriter"/>, so that a store can copy into it. <see cref="End"/> must be called, since a last CR waits for its LF.</remarks>
public sealed class CrlfWriter(PipeWriter destination) : PipeWriter
{
    private const int MinBuffer = 4 * 1024;

    private byte[] buffer = [];
    private bool owesLineFeed;

    public override bool CanGetUnflushedBytes => destination.CanGetUnflushedBytes;

    public override long UnflushedBytes => destination.UnflushedBytes;

    /// <summary>Writes what is still owed: the LF to a last CR.</summary>
    public void End()
    {
        if (owesLineFeed)
            destination.Write("\n"u8);
        owesLineFeed = false;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (buffer.Length < sizeHint || buffer.Length == 0)
            buffer = new byte[Math.Max(sizeHint, MinBuffer)];
        return buffer;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => Convert(buffer.AsSpan(0, bytes));

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        destination.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => destination.CancelPendingFlush();

    /// <summary>Does nothing: the destination outlives the message.</summary>
    public override void Complete(Exception? exception = null) { }

    private void Convert(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (owesLineFeed)
            {
                destination.Write("\n"u8);
                owesLineFeed = false;
                if (octets[0] == '\n')
                {
                    octets = octets[1..];
                    continue;
                }
            }
            var end = octets.IndexOfAny((byte)'\r', (byte)'\n');
            destination.Write(end < 0 ? octets : octets[..end]);
            if (end < 0)
                return;
            // A LF here has no CR before it.
            destination.Write(octets[end] == '\r' ? "\r"u8 : "\r\n"u8);
            owesLineFeed = octets[end] == '\r';
            octets = octets[(end + 1)..];
        }
    }
}
