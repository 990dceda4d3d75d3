using System.Buffers;

namespace MailCloud.Mail.Messages;

/// <summary>Parses a message whose bytes come in any pieces, in bounded memory: cuts them into lines for the <see cref="StructureScanner"/>.</summary>
public sealed class MessageScanner
{
    /// <summary>
    /// A longer line, its line end included, is passed on in pieces, the first of just this length: it can be no boundary, and its length is nobody's business to buffer.
    /// </summary>
    private const int LongestLine = 1024;

    private readonly StructureScanner structure = new();
    private readonly ArrayBufferWriter<byte> begun = new();
    private bool midLine;

    /// <summary>Takes the next bytes.</summary>
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

    /// <summary>What the message is, when all of it was written.</summary>
    /// <param name="place">Where it lies: messages that have no Message-ID differ by it.</param>
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
        Pass(bytes, ends: true);
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
        Pass(bytes, ends: false);
    }

    // Where the input was cut must not be seen in what is passed on of a line's beginning.
    private void Pass(ReadOnlySpan<byte> bytes, bool ends)
    {
        if (!midLine && bytes.Length > LongestLine)
        {
            structure.Line(bytes[..LongestLine], starts: true, ends: false);
            bytes = bytes[LongestLine..];
            midLine = true;
        }
        structure.Line(bytes, starts: !midLine, ends);
        begun.ResetWrittenCount();
        midLine = !ends;
    }
}
