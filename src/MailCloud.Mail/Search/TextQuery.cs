namespace MailCloud.Mail.Search;

/// <summary>A text that is looked for in messages, without regard to case (<see cref="UnicodeCasemap"/>). The empty text is in every message.</summary>
public sealed class TextQuery(string text, TextPlaces places)
{
    /// <summary>The longest text that clients may look for, in characters.</summary>
    public const int MaxLength = 1024;

    public string Text { get; } = text;

    /// <summary>Where it is looked for.</summary>
    public TextPlaces Places { get; } = places;

    /// <summary>The text as it is compared.</summary>
    public ReadOnlyMemory<byte> Folded { get; } = UnicodeCasemap.Fold(text);
}
