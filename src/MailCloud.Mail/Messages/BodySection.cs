namespace MailCloud.Mail.Messages;

/// <summary>What of a part a section names (RFC 9051 §6.4.5.1).</summary>
public enum SectionText
{
    /// <summary>The part's content; without part numbers the whole message.</summary>
    Content,

    /// <summary>The header of a message, of which HEADER.FIELDS and HEADER.FIELDS.NOT select (see <see cref="HeaderBlock"/>).</summary>
    Header,

    /// <summary>The body of a message.</summary>
    Text,

    /// <summary>The MIME header of a part.</summary>
    Mime,
}

/// <summary>
/// A section of a message: <c>BODY[4.2.HEADER]</c> has the part numbers 4 and 2 and the text <see cref="SectionText.Header"/>.
/// </summary>
public readonly record struct BodySection(ReadOnlyMemory<int> Part, SectionText Text)
{
    /// <summary>
    /// Where the section's bytes are; null when the message has no such section: the part does not exist, or HEADER or TEXT is asked
    /// of a part that is no message, or MIME of a message.
    /// </summary>
    public ByteRange? Locate(MessageSummary message)
    {
        if (Part.IsEmpty)
        {
            return Text switch
            {
                SectionText.Content => new ByteRange(0, message.Size),
                SectionText.Header => message.Body.Header,
                SectionText.Text => message.Body.Body,
                _ => null,
            };
        }
        var part = message.FindPart(Part.Span);
        return Text switch
        {
            SectionText.Content => part?.Body,
            SectionText.Mime => part?.Header,
            SectionText.Header => part?.Message?.Body.Header,
            _ => part?.Message?.Body.Body,
        };
    }
}
