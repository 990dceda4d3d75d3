using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Search;

/// <summary>Text as a person who searches has it in mind: encoded-words decoded, in any case.</summary>
public static class SearchedText
{
    /// <summary>A correspondent: <c>Terry Gray &lt;gray@example.com&gt;</c>. At the start of a group only its name.</summary>
    public static string Of(EnvelopeAddress address)
    {
        if (address.Host is null)
            return HeaderText.Decode(address.Mailbox ?? "");
        var mailbox = address.Host.Length > 0 ? $"{address.Mailbox}@{address.Host}" : address.Mailbox;
        return address.Name is null ? $"<{mailbox}>" : $"{HeaderText.Decode(address.Name)} <{mailbox}>";
    }

    /// <summary>
    /// The longest run of letters and digits in a text: what of it is written in a header as it is read, whatever quotes, comments and blanks are between.
    /// </summary>
    public static string LongestWord(string text)
    {
        int start = 0,
            longest = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var first = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || !char.IsAscii(text[i])))
                i++;
            if (i - first > longest)
                (start, longest) = (first, i - first);
        }
        return text.Substring(start, longest);
    }

    /// <summary>A field of a header, its name in front.</summary>
    /// <param name="charset">See <see cref="CharsetOf"/>.</param>
    public static string Of(HeaderField field, Encoding? charset) => $"{Encoding.Latin1.GetString(field.Name)}: {ValueOf(field, charset)}";

    /// <summary>The charset of text in the message's header that says nothing of its charset, or null.</summary>
    public static Encoding? CharsetOf(MessageSummary message) => Charset.Find(MimeParameter.Find(message.Body.Parameters, "charset"));

    /// <summary>Whether a header has a field of this name with the text, which is folded already, in its value; the empty text is in every value.</summary>
    public static bool HasField(ReadOnlySpan<byte> header, Encoding? charset, string name, ReadOnlySpan<byte> folded)
    {
        foreach (var field in new HeaderBlock(header))
            if (field.Is(name) && UnicodeCasemap.Contains(ValueOf(field, charset), folded))
                return true;
        return false;
    }

    /// <summary>What a summary says of an embedded message's header.</summary>
    public static IEnumerable<string> Of(Envelope envelope) =>
        new[] { envelope.From, envelope.To, envelope.Cc }
            .SelectMany(list => list)
            .Select(Of)
            .Concat(envelope.Subject is { } subject ? [HeaderText.Decode(subject)] : []);

    /// <summary>What a summary says of a part's MIME header, as far as people know of it: what the part is, and its names.</summary>
    public static IEnumerable<string> Of(BodyPart part) =>
        part
            .Parameters.Concat(part.Disposition?.Parameters ?? [])
            .Select(parameter => parameter.Value)
            .Append($"{part.Type}/{part.Subtype}")
            .Concat(part.Description is { } description ? [HeaderText.Decode(description)] : []);

    private static string ValueOf(HeaderField field, Encoding? charset) => HeaderText.Decode(HeaderText.Unfold(field.Value, charset));
}
