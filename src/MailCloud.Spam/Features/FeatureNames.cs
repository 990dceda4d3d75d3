namespace MailCloud.Spam.Features;

/// <summary>
/// Finds out which words stand behind the places of some features, by going through the message once more: a model keeps no words, and most
/// messages are never asked about.
/// </summary>
public sealed class FeatureNames : IFeatureSink
{
    private const int LongestName = 40;

    private readonly Dictionary<int, string?> names;

    private FeatureNames(IEnumerable<int> slots) => names = slots.ToDictionary(slot => slot, _ => (string?)null);

    /// <summary>The features at these places, in their order, in words for people: <c>subject "free offer"</c>.</summary>
    public static IReadOnlyList<string> Of(ReadOnlySpan<byte> message, IReadOnlyList<int> slots)
    {
        var found = new FeatureNames(slots);
        MessageFeatures.Extract(message, found);
        return [.. slots.Select(slot => found.names[slot]).OfType<string>()];
    }

    public void Add(FeatureSource source, ReadOnlySpan<char> text)
    {
        // Where several features share a place, the first one is named.
        if (names.TryGetValue(FeatureSlot.Of(source, text), out var name) && name is null)
            names[FeatureSlot.Of(source, text)] = Describe(source, text);
    }

    private static string Describe(FeatureSource source, ReadOnlySpan<char> text)
    {
        var shown = text.Length <= LongestName ? text.ToString() : string.Concat(text[..LongestName], "…");
        return source switch
        {
            FeatureSource.Word or FeatureSource.Pair => $"text \"{shown}\"",
            FeatureSource.SubjectWord or FeatureSource.SubjectPair => $"subject \"{shown}\"",
            FeatureSource.SenderName => $"sender's name \"{shown}\"",
            FeatureSource.SenderDomain => $"sender's domain {shown}",
            FeatureSource.Program => $"program \"{shown}\"",
            FeatureSource.LinkHost => $"link to {shown}",
            FeatureSource.LinkPath => $"link with \"{shown}\"",
            FeatureSource.FileExtension => $"file {shown}",
            FeatureSource.Markup => $"HTML {shown}",
            _ => shown,
        };
    }
}
