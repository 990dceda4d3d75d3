using System.Buffers;

namespace MailCloud.Outbound.Content;

/// <summary>
/// Makes every line end CRLF as octets go by, in pieces cut anywhere: what is kept as it came, with bare LF or CR, must not travel so (RFC 5321 §2.3.8).
/// </summary>
internal sealed class LineEnds
{
    private bool lastWasCr;
    private bool isInLine;

    /// <summary>Whether an octet above 127 went by.</summary>
    public bool HasEightBit { get; private set; }

    public void Write(ReadOnlySpan<byte> octets, IBufferWriter<byte> destination)
    {
        HasEightBit |= octets.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) >= 0;
        while (!octets.IsEmpty)
        {
            if (lastWasCr && octets[0] == '\n')
                octets = octets[1..];
            lastWasCr = false;
            var end = octets.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? octets : octets[..end];
            destination.Write(line);
            isInLine |= !line.IsEmpty;
            if (end < 0)
                return;
            lastWasCr = octets[end] == '\r';
            EndLine(destination);
            octets = octets[(end + 1)..];
        }
    }

    /// <summary>Ends the last line.</summary>
    public void Complete(IBufferWriter<byte> destination)
    {
        if (isInLine)
            EndLine(destination);
    }

    private void EndLine(IBufferWriter<byte> destination)
    {
        destination.Write("\r\n"u8);
        isInLine = false;
    }
}
