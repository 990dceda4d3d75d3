namespace MailCloud.Spam.Features;

/// <summary>What a text says: its words and pairs of words, the links written out in it, how loud it is, and what it hides.</summary>
internal static class TextFeatures
{
    public static void Extract(string text, LinkFeatures links, IFeatureSink sink)
    {
        links.AddWritten(text);
        Words.Add(text, FeatureSource.Word, FeatureSource.Pair, sink);
        int letters = 0,
            capitals = 0,
            exclamations = 0,
            invisible = 0;
        foreach (var unit in text)
        {
            letters += char.IsLetter(unit) ? 1 : 0;
            capitals += char.IsUpper(unit) ? 1 : 0;
            exclamations += unit == '!' ? 1 : 0;
            invisible += Words.IsInvisible(unit) ? 1 : 0;
        }
        if (letters > 40)
            sink.Add(FeatureSource.Structure, $"capitals: about {Magnitude.Of(100 * capitals / letters)} in 100 letters");
        if (exclamations > 0)
            sink.Add(FeatureSource.Structure, $"about {Magnitude.Of(exclamations)} exclamation marks");
        if (invisible > 0)
            sink.Add(FeatureSource.Structure, "letters that show nothing");
        if (letters == 0)
            sink.Add(FeatureSource.Structure, "no text");
    }
}
