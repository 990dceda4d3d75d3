using System.Buffers;

namespace MailCloud.Mail.Messages;

/// <summary>Cuts the bytes of a message, which may come in any pieces, into lines for the <see cref="StructureScanner"/>.</summary>
internal sealed class MessageScanner
{
    /// <summary>A longer line is passed on in pieces: it can be no boundary, and its length is nobody's business to buffer.</summary>
    private const int LongestLine = 1024;

    private readonly StructureScanner structure = new();
    private readonly ArrayBufferWriter<byte> begun = new();
    private bool midLine;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                Keep(bytes);
                return;
            }
            EndLine(bytes[..(end + 1)]);
            bytes = bytes[(end + 1)..];
        }
    }

    public MessageSummary Complete(string place)
    {
        if (midLine || begun.WrittenCount > 0)
            EndLine([]);
        return structure.Complete(place);
    }

    private void EndLine(ReadOnlySpan<byte> bytes)
    {
        if (begun.WrittenCount > 0)
        {
            begun.Write(bytes);
            bytes = begun.WrittenSpan;
        }
        structure.Line(bytes, starts: !midLine, ends: true);
        begun.ResetWrittenCount();
        midLine = false;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (!midLine)
        {
            begun.Write(bytes);
            if (begun.WrittenCount <= LongestLine)
                return;
            bytes = begun.WrittenSpan;
        }
        structure.Line(bytes, starts: !midLine, ends: false);
        begun.ResetWrittenCount();
        midLine = true;
    }
}
