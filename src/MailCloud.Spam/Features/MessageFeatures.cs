using MailCloud.Mail.Messages;

namespace MailCloud.Spam.Features;

/// <summary>
/// What a message is judged by. Everything is read from the beginning of the message alone, so that the judgement at its arrival, the lessons that
/// are learned from it later, and the names given as reasons are about the same features. Any bytes have features; none can make this fail.
/// </summary>
/// <remarks>
/// Left out on purpose is what the server that received the message wrote, and whom it is for: Received, Return-Path, Delivered-To, Date, To. These
/// tell how the training mail was collected rather than what spam looks like, and on live mail they are our own.
/// </remarks>
public static class MessageFeatures
{
    /// <summary>Octets of the message that are looked at.</summary>
    public const int MaxOctets = 128 * 1024;

    /// <summary>Characters of decoded text that are looked at, in all parts together.</summary>
    internal const int MaxText = 64 * 1024;

    /// <summary>Text parts that are looked at.</summary>
    private const int MaxTexts = 8;

    public static void Extract(ReadOnlySpan<byte> message, IFeatureSink sink)
    {
        var prefix = message[..Math.Min(message.Length, MaxOctets)];
        var summary = MessageParser.Parse(prefix, place: "");
        HeaderFeatures.Extract(prefix, summary, sink);
        var leaves = StructureFeatures.Extract(summary, sink);
        var links = new LinkFeatures(sink);
        var budget = MaxText;
        foreach (var part in leaves.Where(IsText).Take(MaxTexts))
        {
            var body = prefix.Slice((int)part.Body.Offset, (int)part.Body.Length);
            var text = PartText.Decode(part, body, isCut: part.Body.End == MaxOctets);
            if (text.Length > budget)
                text = text[..budget];
            budget -= text.Length;
            if (part.Subtype is "html")
                text = HtmlFeatures.Extract(text, links, sink);
            TextFeatures.Extract(text, links, sink);
        }
        links.Complete();
    }

    private static bool IsText(BodyPart part) => part.Type is "text" && part.Disposition?.Type is not "attachment";
}
