namespace MailCloud.Spam.Features;

/// <summary>Where in a message a feature was seen. The numbers are part of every trained model: never change or reuse one.</summary>
public enum FeatureSource : byte
{
    /// <summary>A word of the text.</summary>
    Word = 1,

    /// <summary>Two words of the text that follow each other, or two letters of a script that writes no blanks.</summary>
    Pair = 2,

    /// <summary>A word of the subject.</summary>
    SubjectWord = 3,

    /// <summary>Two words of the subject.</summary>
    SubjectPair = 4,

    /// <summary>A word of the sender's display name.</summary>
    SenderName = 5,

    /// <summary>The domain of the sender's address, and the one it is registered under.</summary>
    SenderDomain = 6,

    /// <summary>A word of the field that names the sending program.</summary>
    Program = 7,

    /// <summary>A host that the message links to, and the domain it is registered under.</summary>
    LinkHost = 8,

    /// <summary>A word of a link's path.</summary>
    LinkPath = 9,

    /// <summary>The name of a file that comes with the message, by its extension.</summary>
    FileExtension = 10,

    /// <summary>A fact about the header, told in words.</summary>
    Header = 11,

    /// <summary>A fact about how the message is made up, told in words.</summary>
    Structure = 12,

    /// <summary>How the message's HTML paints its text.</summary>
    Markup = 13,
}

/// <summary>Takes in the features of a message as they are found; the same one may come many times.</summary>
public interface IFeatureSink
{
    /// <param name="text">The feature itself, in lower case; valid during the call.</param>
    void Add(FeatureSource source, ReadOnlySpan<char> text);
}

/// <summary>
/// The place of a feature in the table of weights. Features share places: with a hundred thousand features in use about a third has another one beside
/// it. That costs some accuracy and buys a model of fixed size that needs no dictionary, and holds no words of anybody's mail.
/// </summary>
public static class FeatureSlot
{
    /// <summary>The table has two to this power of places.</summary>
    public const int Bits = 18;

    public const int Count = 1 << Bits;

    /// <summary>The place of a feature.</summary>
    public static int Of(FeatureSource source, ReadOnlySpan<char> text) => (int)(Hash((byte)source, text) >> (64 - Bits));

    /// <summary>
    /// FNV-1a over the kind and the text's UTF-16 units, with a last mixing so that the high bits depend on every unit. It is part of every trained
    /// model: never change it.
    /// </summary>
    internal static ulong Hash(byte kind, ReadOnlySpan<char> text)
    {
        var hash = (14695981039346656037 ^ kind) * 1099511628211;
        foreach (var unit in text)
            hash = (hash ^ unit) * 1099511628211;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }
}
