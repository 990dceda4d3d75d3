namespace MailCloud.Mail.Search;

/// <summary>Where in a message a text is, and where one is looked for.</summary>
[Flags]
public enum TextPlaces
{
    None = 0,

    /// <summary>Its header, and those of its parts.</summary>
    Headers = 1,

    /// <summary>Its body: text parts, and what a message inside says of itself.</summary>
    Body = 2,

    All = Headers | Body,
}

/// <summary>Takes the texts of a message, folded by <see cref="UnicodeCasemap"/>. Nothing that is looked for reaches from one text into the next.</summary>
public interface ITextSink
{
    /// <summary>The rest is of no interest: reading may end.</summary>
    bool IsSatisfied { get; }

    /// <summary>Another text begins.</summary>
    void Begin(TextPlaces place);

    /// <summary>The text, or its next piece; a piece ends between two letters.</summary>
    void Write(ReadOnlySpan<byte> folded);
}
