using MailCloud.Mail.Store;

namespace MailCloud.Mail.Messages;

/// <summary>
/// All that is known of a message without its bytes: it is made once, by <see cref="MessageParser"/> when the message
/// arrives, and every later question (ENVELOPE, BODYSTRUCTURE, section ranges, SORT, THREAD, JMAP properties) is answered from it.
/// </summary>
/// <remarks>
/// Text is Unicode but otherwise as the header had it: unfolded, encoded-words (RFC 2047) not decoded. <see cref="HeaderText"/>
/// decodes it for people and turns it into ASCII for clients that want that. A summary is bounded (see <see cref="SummaryLimits"/>),
/// whatever the message holds.
/// </remarks>
public sealed record MessageSummary
{
    /// <summary>The size of the whole message in octets (RFC822.SIZE).</summary>
    public required long Size { get; init; }

    public required Envelope Envelope { get; init; }

    /// <summary>The root of the body structure. Its header is the message's header.</summary>
    public required BodyPart Body { get; init; }

    /// <summary>When the <c>Date</c> field says the message was written; null when there is none that can be read.</summary>
    public DateTimeOffset? SentDate { get; init; }

    /// <summary>A hash of the identifier of the conversation's first message: the first of References, else of In-Reply-To, else the message's own.</summary>
    public required ThreadId ThreadId { get; init; }

    /// <summary>The message identifiers of the <c>References</c> field, oldest first, without angle brackets.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The beginning of the text as people read it, at most <see cref="SummaryLimits.PreviewLength"/> characters (RFC 8970).</summary>
    public string Preview { get; init; } = "";

    /// <summary>Whether a reader is to be offered something to download (RFC 8621 §4.1.4, hasAttachment).</summary>
    public bool HasAttachment { get; init; }

    /// <summary>The message's own identifier without angle brackets; null when it has none.</summary>
    public string? MessageId => MessageIds.First(Envelope.MessageId);

    /// <summary>The part with these part numbers (RFC 9051 §6.4.5.1); null when there is none. No numbers name nothing.</summary>
    public BodyPart? FindPart(ReadOnlySpan<int> numbers)
    {
        BodyPart? part = null;
        foreach (var number in numbers)
        {
            part = part switch
            {
                null => NumberedChild(Body, number),
                { Message: { } message } => NumberedChild(message.Body, number),
                { IsMultipart: true } => NumberedChild(part, number),
                _ => null,
            };
            if (part is null)
                return null;
        }
        return part;
    }

    /// <summary>A message whose body is not a multipart has one part, number 1: that body.</summary>
    private static BodyPart? NumberedChild(BodyPart body, int number)
    {
        if (!body.IsMultipart)
            return number == 1 ? body : null;
        return number >= 1 && number <= body.Parts.Count ? body.Parts[number - 1] : null;
    }
}
