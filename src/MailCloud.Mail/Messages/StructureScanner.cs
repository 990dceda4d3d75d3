using System.Buffers;

namespace MailCloud.Mail.Messages;

/// <summary>
/// Finds the parts of a message (RFC 2046 §5.1) line by line, without recursion and without keeping any body.
/// </summary>
/// <remarks>
/// MimeKit understands the fields of a header; the division into parts is done here, because the ranges must be exact octets for any input:
/// for a message without a header, which MimeKit refuses, and for parts whose boundary comes before their blank line. Whether a
/// boundary is met in a header, a body or after the last part, it ends what is inside and the same rules hold.
/// </remarks>
internal sealed class StructureScanner
{
    private readonly List<OpenPart> open = [];
    private readonly ArrayBufferWriter<byte> header = new(2048);
    private readonly FieldBudget budget = new();
    private readonly Preview preview = new();
    private bool inHeader;
    private int begun;

    private long offset;
    private long lines;
    private int lastLineEnd;
    private bool lastLineIsEmpty;
    private bool pieceEndsWithReturn;

    public StructureScanner() => Begin(isMessage: true, start: 0);

    /// <summary>Takes the next line, line end included, or a piece of a line that is too long to be a boundary.</summary>
    public void Line(ReadOnlySpan<byte> bytes, bool starts, bool ends)
    {
        if (starts && ends && bytes.StartsWith("--"u8) && FindBoundary(bytes, out var level, out var isLast))
            Boundary(level, isLast, next: offset + bytes.Length);
        else if (inHeader)
            HeaderLine(bytes, starts);
        else
            preview.Write(bytes);

        offset += bytes.Length;
        var isReturnBefore = !starts && bytes.Length == 1 && pieceEndsWithReturn;
        pieceEndsWithReturn = bytes.EndsWith("\r"u8);
        if (!ends)
            return;
        lines++;
        lastLineEnd =
            bytes.EndsWith("\r\n"u8) ? 2
            : bytes.EndsWith("\n"u8) ? (isReturnBefore ? 2 : 1)
            : 0;
        lastLineIsEmpty = starts && bytes.Length == lastLineEnd;
    }

    public MessageSummary Complete(string place)
    {
        while (inHeader)
            EndHeader(offset, lines);
        Close(level: 1, offset, lines, lastLineIsEmpty: false);
        var root = open[0];
        return Summarize(root.Fields!, root.Close(offset, lines, lastLineIsEmpty: false), place);
    }

    private MessageSummary Summarize(MessageFields fields, BodyPart body, string place)
    {
        var references = MessageIds.All(fields.References).ToList();
        var root =
            references.FirstOrDefault()
            ?? MessageIds.First(fields.Envelope.InReplyTo)
            ?? MessageIds.First(fields.Envelope.MessageId)
            ?? place;
        if (references.Count > SummaryLimits.References)
            references.RemoveRange(1, references.Count - SummaryLimits.References);
        return new MessageSummary
        {
            Size = offset,
            Envelope = fields.Envelope,
            Body = body,
            SentDate = fields.SentDate,
            ThreadId = ThreadHash.Of(root),
            References = references,
            Preview = preview.ToText(),
            HasAttachment = Attachments.Any(body),
        };
    }

    private void HeaderLine(ReadOnlySpan<byte> bytes, bool starts)
    {
        if (starts && HeaderBlock.IsBlank(bytes))
        {
            EndHeader(offset + bytes.Length, lines + 1);
        }
        else if (offset == open[^1].Start && !BeginsHeader(bytes))
        {
            EndHeader(offset, lines);
            if (inHeader)
                HeaderLine(bytes, starts);
            else
                preview.Write(bytes);
        }
        else if (header.WrittenCount < SummaryLimits.Header)
        {
            header.Write(bytes[..Math.Min(bytes.Length, SummaryLimits.Header - header.WrittenCount)]);
        }
    }

    /// <summary>Text that does not begin with a field is no header but a body, except after the line that an mbox file puts first.</summary>
    private static bool BeginsHeader(ReadOnlySpan<byte> line) =>
        HeaderField.NameLength(line) > 0 || line.StartsWith("From "u8) || line.StartsWith(">From "u8);

    private void Begin(bool isMessage, long start)
    {
        open.Add(new OpenPart(start, isMessage));
        begun++;
        inHeader = true;
    }

    private void EndHeader(long end, long line)
    {
        inHeader = false;
        var part = open[^1];
        var block = header.WrittenCount < SummaryLimits.Header ? header.WrittenSpan : HeaderBlock.WholeLines(header.WrittenSpan);
        var inDigest = !part.IsMessage && open is [.., { Content.Subtype: "digest" }, _];
        var content = ContentFields.Read(block, inDigest, budget);
        var fields = part.IsMessage
            ? MessageFields.Read(block, Charset.Find(MimeParameter.Find(content.Parameters, "charset")), budget)
            : null;
        header.ResetWrittenCount();

        var isContainer = content.Type is "multipart" || IsMessageType(content);
        if (isContainer && (open.Count > SummaryLimits.Depth || begun >= SummaryLimits.Parts))
            content = ContentFields.Opaque;
        part.EndHeader(end, line, content, fields);

        if (content.Type is "multipart")
            part.Boundary = ContentFields.Boundary(content);
        else if (IsMessageType(content))
            Begin(isMessage: true, end);
        else if (open.FindLastIndex(p => p.IsMessage) == 0)
            preview.Begin(content);
    }

    private static bool IsMessageType(BodyPart content) => content is { Type: "message", Subtype: "rfc822" or "global" };

    /// <summary>Whether the line is a boundary of one of the open multiparts, the innermost first.</summary>
    private bool FindBoundary(ReadOnlySpan<byte> line, out int level, out bool isLast)
    {
        var mark = line[2..].TrimEnd(" \t\r\n"u8);
        for (level = open.Count - 1; level >= 0; level--)
        {
            var boundary = open[level].Boundary;
            if (boundary is null || !mark.StartsWith(boundary))
                continue;
            isLast = mark[boundary.Length..] is [(byte)'-', (byte)'-'];
            if (isLast || mark.Length == boundary.Length)
                return true;
        }
        isLast = false;
        return false;
    }

    /// <param name="level">The index of the open multipart whose boundary this is.</param>
    /// <param name="isLast">Whether it ends the multipart's last part.</param>
    /// <param name="next">The offset after the boundary's line.</param>
    private void Boundary(int level, bool isLast, long next)
    {
        while (inHeader)
            EndHeader(offset, lines);
        if (open.Count > level + 1)
            Close(level + 1, Math.Max(offset - lastLineEnd, open[level + 1].Start), lines, lastLineIsEmpty);
        preview.End();
        if (isLast)
            open[level].Boundary = null;
        else if (begun < SummaryLimits.Parts - 1)
            Begin(isMessage: false, next);
        else
            BeginRest(next);
    }

    /// <summary>Makes all that follows the last part that a summary may have.</summary>
    private void BeginRest(long start)
    {
        foreach (var part in open)
            part.Boundary = null;
        Begin(isMessage: false, start);
        inHeader = false;
        open[^1].EndHeader(start, lines + 1, ContentFields.Opaque, fields: null);
    }

    /// <summary>Closes all open parts from this level inwards.</summary>
    private void Close(int level, long end, long line, bool lastLineIsEmpty)
    {
        while (open.Count > level)
        {
            var part = open[^1];
            open.RemoveAt(open.Count - 1);
            open[^1].Add(part, part.Close(end, line, lastLineIsEmpty));
        }
    }
}
