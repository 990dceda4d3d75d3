namespace MailCloud.Mail.Messages;

/// <summary>A part whose end has not been seen yet.</summary>
/// <param name="start">The offset of its header.</param>
/// <param name="isMessage">Whether its header is that of a message: the whole one or an embedded one.</param>
internal sealed class OpenPart(long start, bool isMessage)
{
    private readonly List<BodyPart> parts = [];
    private EmbeddedMessage? message;
    private BodyPart? content;
    private long headerEnd;
    private long bodyLine;

    public long Start => start;
    public bool IsMessage => isMessage;

    /// <summary>What the header says of the message; null when this is no message.</summary>
    public MessageFields? Fields { get; private set; }

    /// <summary>What the header says of the part. Its ranges are not known yet.</summary>
    public BodyPart Content => content ?? throw new InvalidOperationException("The header has not ended.");

    /// <summary>The boundary that divides this part, without its dashes; null when the part has none or its last one has been seen.</summary>
    public byte[]? Boundary { get; set; }

    /// <param name="end">The offset of the body.</param>
    /// <param name="line">The number of lines before the body.</param>
    public void EndHeader(long end, long line, BodyPart described, MessageFields? fields)
    {
        headerEnd = end;
        bodyLine = line;
        content = described;
        Fields = fields;
    }

    public void Add(OpenPart child, BodyPart closed)
    {
        if (child.IsMessage)
            message = new EmbeddedMessage(child.Fields!.Envelope, closed);
        else
            parts.Add(closed);
    }

    /// <summary>
    /// Ends the part. A part that ends before its own blank line, because the line end belongs to the boundary, has a shorter header or none.
    /// </summary>
    /// <param name="end">The offset after its last byte.</param>
    /// <param name="line">The number of lines before that offset.</param>
    /// <param name="lastLineIsEmpty">Whether the last of these lines, whose line end belongs to the boundary, is empty.</param>
    public BodyPart Close(long end, long line, bool lastLineIsEmpty)
    {
        var first = Math.Min(start, end);
        var middle = Math.Min(headerEnd, end);
        var lines = line - bodyLine;
        if (lastLineIsEmpty && lines > 0)
            lines--;
        var closed = Content with
        {
            Header = ByteRange.Between(first, middle),
            Body = ByteRange.Between(middle, end),
            Parts = parts,
            Message = message,
        };
        if (closed is { Type: "multipart", IsMultipart: false })
            closed = closed with { Type = "text", Subtype = "plain", Parameters = [] };
        return closed.Type is "text" || message is not null ? closed with { Lines = lines } : closed;
    }
}
