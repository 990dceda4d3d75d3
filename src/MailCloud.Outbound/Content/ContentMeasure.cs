using System.IO.Pipelines;
using System.Text;

namespace MailCloud.Outbound.Content;

/// <summary>Counts octets, looks for those above 127, and keeps none of them.</summary>
public sealed class ContentMeasure : PipeWriter
{
    private byte[] buffer = [];
    private long lineLength;
    private bool isInBody;

    /// <summary>Octets so far.</summary>
    public long Octets { get; private set; }

    /// <inheritdoc cref="IOutboundContent.HasEightBit"/>
    public bool HasEightBit { get; private set; }

    /// <inheritdoc cref="IOutboundContent.HasEightBitHeader"/>
    public bool HasEightBitHeader { get; private set; }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (buffer.Length < sizeHint || buffer.Length == 0)
            buffer = new byte[Math.Max(sizeHint, 4096)];
        return buffer;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        var octets = buffer.AsSpan(0, bytes);
        Octets += bytes;
        while (!isInBody && !octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            var line = end < 0 ? octets : octets[..(end + 1)];
            HasEightBitHeader |= !Ascii.IsValid(line);
            // The line that ends the header (RFC 5322 §2.1) has CRLF and nothing else.
            isInBody = end >= 0 && lineLength + line.Length <= 2;
            lineLength = end < 0 ? lineLength + line.Length : 0;
            octets = octets[line.Length..];
        }
        HasEightBit |= HasEightBitHeader || !Ascii.IsValid(octets);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

    public override void CancelPendingFlush() { }

    public override void Complete(Exception? exception = null) { }
}
