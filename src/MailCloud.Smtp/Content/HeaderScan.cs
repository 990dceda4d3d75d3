using System.Text;

namespace MailCloud.Smtp.Content;

/// <summary>
/// Watches a message's header go by, in pieces cut anywhere, and keeps what the server has to know of it before it accepts the message. Of each line
/// it looks at no more than the longest name it knows, so a header of any size costs no memory.
/// </summary>
public sealed class HeaderScan
{
    private const int MaxName = 11;

    private readonly byte[] lineStart = new byte[MaxName];
    private readonly FirstLine firstLine = new();
    private int lineLength;

    /// <summary>False: the message begins with text, or with nothing, and a blank line has to part it from the fields in front.</summary>
    public bool BeginsWithField => firstLine.IsField is true;

    /// <summary>Whether the blank line that ends the header has been seen, or there is no header.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The header's octets seen so far, the blank line included; 0 when the message begins with text.</summary>
    public int Length { get; private set; }

    /// <summary>How many servers the message has passed.</summary>
    public int ReceivedCount { get; private set; }

    public bool HasDate { get; private set; }

    public bool HasMessageId { get; private set; }

    public void Add(ReadOnlySpan<byte> octets)
    {
        firstLine.Add(octets);
        // Text has no fields, however much of it arrives at once.
        if (firstLine.IsField is false)
            (IsOver, Length) = (true, 0);
        while (!IsOver && !octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            var piece = end < 0 ? octets : octets[..end];
            Keep(piece);
            Length += end < 0 ? piece.Length : piece.Length + 1;
            if (end < 0)
                break;
            EndLine();
            octets = octets[(end + 1)..];
        }
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (lineLength < MaxName)
            piece[..Math.Min(piece.Length, MaxName - lineLength)].CopyTo(lineStart.AsSpan(lineLength));
        // Beyond the longest name the length only has to stay beyond it.
        lineLength = Math.Min(lineLength + Math.Min(piece.Length, MaxName), MaxName + 1);
    }

    private void EndLine()
    {
        var line = lineStart.AsSpan(0, Math.Min(lineLength, MaxName));
        IsOver = line.IsEmpty || line.SequenceEqual("\r"u8);
        if (Is(line, "Received:"u8))
            ReceivedCount++;
        HasDate |= Is(line, "Date:"u8);
        HasMessageId |= Is(line, "Message-ID:"u8);
        lineLength = 0;
    }

    private static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
}
