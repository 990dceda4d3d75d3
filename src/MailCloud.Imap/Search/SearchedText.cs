using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.Imap.Search;

/// <summary>Text as a person who searches has it in mind: encoded-words decoded, in any case.</summary>
internal static class SearchedText
{
    public static bool Contains(ReadOnlySpan<char> text, string wanted) => text.Contains(wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>A correspondent: <c>Terry Gray &lt;gray@example.com&gt;</c>. At the start of a group only its name.</summary>
    public static string Of(EnvelopeAddress address)
    {
        if (address.Host is null)
            return HeaderText.Decode(address.Mailbox ?? "");
        var mailbox = address.Host.Length > 0 ? $"{address.Mailbox}@{address.Host}" : address.Mailbox;
        return address.Name is null ? $"<{mailbox}>" : $"{HeaderText.Decode(address.Name)} <{mailbox}>";
    }

    /// <summary>Whether a header has a field of this name with the text in its value; the empty text is in every value.</summary>
    public static bool HasField(ReadOnlySpan<byte> header, string name, string wanted)
    {
        foreach (var field in new HeaderBlock(header))
            if (field.Is(name) && Contains(HeaderText.Decode(HeaderText.Unfold(field.Value, charset: null)), wanted))
                return true;
        return false;
    }

    /// <summary>Whether the text is in any field of a header, its name included.</summary>
    public static bool IsInHeader(ReadOnlySpan<byte> header, string wanted)
    {
        foreach (var field in new HeaderBlock(header))
            if (
                Contains(
                    $"{Encoding.Latin1.GetString(field.Name)}: {HeaderText.Decode(HeaderText.Unfold(field.Value, charset: null))}",
                    wanted
                ) && !field.Name.IsEmpty
            )
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
}
