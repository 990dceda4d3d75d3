using System.Buffers;

namespace MailCloud.Mail.Submissions;

/// <summary>
/// Ends lines with CRLF and nothing else (RFC 5321 §2.3.8): a CR or LF that stands alone becomes one. A server further on may take it for the end of a line, and
/// what follows for commands.
/// </summary>
internal sealed class LineEnds
{
    private static readonly SearchValues<byte> Ends = SearchValues.Create("\r\n"u8);

    private bool isAfterCr;

    /// <summary>Writes the next octets of a text; a CRLF may lie across two calls.</summary>
    public void Write(ReadOnlySpan<byte> octets, IBufferWriter<byte> output)
    {
        while (!octets.IsEmpty)
        {
            var length = octets.IndexOfAny(Ends);
            if (length < 0)
                length = octets.Length;
            output.Write(octets[..length]);
            isAfterCr &= length == 0;
            octets = octets[length..];
            if (octets.IsEmpty)
                return;
            if (octets[0] == '\r' || !isAfterCr)
                output.Write("\r\n"u8);
            isAfterCr = octets[0] == '\r';
            octets = octets[1..];
        }
    }
}
