namespace MailCloud.Mail.Messages;

/// <summary>
/// One part of a message's body structure (RFC 9051 §7.5.2, BODYSTRUCTURE) and where its bytes are. The root part and the body of
/// an embedded message have the message's own header; every other part has the MIME header after its boundary.
/// </summary>
/// <remarks>
/// <see cref="Body"/> follows <see cref="Header"/> directly. The line end before a boundary belongs to the boundary (RFC 2046 §5.1.1);
/// a header runs to the end of its blank line, or to the end of the part where there is none.
/// </remarks>
public sealed record BodyPart
{
    /// <summary>The media type in lower case (<c>text</c>).</summary>
    public required string Type { get; init; }

    /// <summary>The media subtype in lower case (<c>plain</c>).</summary>
    public required string Subtype { get; init; }

    /// <summary>The parameters of <c>Content-Type</c>.</summary>
    public IReadOnlyList<MimeParameter> Parameters { get; init; } = [];

    /// <summary>The text of <c>Content-ID</c>, angle brackets included.</summary>
    public string? Id { get; init; }

    /// <summary>The text of <c>Content-Description</c>, encoded-words not decoded.</summary>
    public string? Description { get; init; }

    /// <summary>The content transfer encoding in lower case; <c>7bit</c> where the part does not say.</summary>
    public string Encoding { get; init; } = "7bit";

    /// <summary>The bytes of <c>BODY[n.MIME]</c>, or of <c>BODY[HEADER]</c> when this is the body of a message.</summary>
    public required ByteRange Header { get; init; }

    /// <summary>The bytes of <c>BODY[n]</c>, or of <c>BODY[TEXT]</c> when this is the body of a message. Its length is the part's size, as encoded.</summary>
    public required ByteRange Body { get; init; }

    /// <summary>The lines of the body, as encoded, of a text or an embedded message; 0 for other parts.</summary>
    public long Lines { get; init; }

    /// <summary>The text of <c>Content-MD5</c>.</summary>
    public string? Md5 { get; init; }

    public BodyDisposition? Disposition { get; init; }

    /// <summary>The language tags of <c>Content-Language</c>.</summary>
    public IReadOnlyList<string> Language { get; init; } = [];

    /// <summary>The text of <c>Content-Location</c>.</summary>
    public string? Location { get; init; }

    /// <summary>The children of a multipart, at least one; empty for every other part.</summary>
    public IReadOnlyList<BodyPart> Parts { get; init; } = [];

    /// <summary>The message inside a <c>message/rfc822</c> or <c>message/global</c> part; null for every other part.</summary>
    public EmbeddedMessage? Message { get; init; }

    public bool IsMultipart => Parts.Count > 0;

    /// <summary>The name to save the part under, as people read it: the disposition's, else the one of <c>Content-Type</c>.</summary>
    public string? FileName => MimeParameter.Find(Disposition?.Parameters, "filename") ?? MimeParameter.Find(Parameters, "name");
}

/// <summary>The message inside a <c>message/rfc822</c> part; its bytes are the part's body.</summary>
public sealed record EmbeddedMessage(Envelope Envelope, BodyPart Body);

/// <summary>The <c>Content-Disposition</c> of a part (RFC 2183), its type in lower case.</summary>
public sealed record BodyDisposition(string Type, IReadOnlyList<MimeParameter> Parameters);
