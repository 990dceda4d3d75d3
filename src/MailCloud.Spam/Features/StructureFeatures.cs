using MailCloud.Mail.Messages;

namespace MailCloud.Spam.Features;

/// <summary>
/// How a message is made up: charsets, encodings, and the files that come with it. That it is HTML says nothing: to the mail of 2002 it would say much.
/// </summary>
internal static class StructureFeatures
{
    /// <summary>Parts that are looked at; the rest of a message with more of them counts as not there.</summary>
    private const int MaxParts = 64;

    /// <summary>Tells the facts, and gives the parts that are no multiparts, in order.</summary>
    public static IReadOnlyList<BodyPart> Extract(MessageSummary summary, IFeatureSink sink)
    {
        var leaves = new List<BodyPart>();
        Collect(summary.Body, leaves);
        foreach (var part in leaves)
            AddPart(part, sink);
        if (leaves.Count > 2)
            sink.Add(FeatureSource.Structure, $"about {Magnitude.Of(leaves.Count)} parts");
        sink.Add(FeatureSource.Structure, $"about {Magnitude.Of((int)(summary.Body.Body.Length / 1024))} KiB");
        return leaves;
    }

    private static void Collect(BodyPart part, List<BodyPart> leaves)
    {
        if (leaves.Count >= MaxParts)
            return;
        if (!part.IsMultipart)
            leaves.Add(part);
        foreach (var child in part.Parts)
            Collect(child, leaves);
    }

    private static void AddPart(BodyPart part, IFeatureSink sink)
    {
        if (part.Type is not "text")
            sink.Add(FeatureSource.Structure, $"a part {Short(part.Type)}/{Short(part.Subtype)}");
        else
        {
            var charset = MimeParameter.Find(part.Parameters, "charset")?.ToLowerInvariant() ?? "none";
            sink.Add(FeatureSource.Structure, $"charset {Short(charset)}");
            sink.Add(FeatureSource.Structure, $"text in {Short(part.Encoding)}");
        }
        if (part.Disposition?.Type is "attachment" || part.FileName is not null)
        {
            sink.Add(FeatureSource.Structure, "an attachment");
            sink.Add(FeatureSource.FileExtension, Short(Path.GetExtension(HeaderText.Decode(part.FileName ?? "")).ToLowerInvariant()));
        }
    }

    private static string Short(string text) => text.Length <= 32 ? text : text[..32];
}
