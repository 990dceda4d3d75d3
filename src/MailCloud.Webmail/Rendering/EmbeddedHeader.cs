using System.Globalization;
using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Webmail.Rendering.Text;

namespace MailCloud.Webmail.Rendering;

/// <summary>The header of a message inside a message, for people.</summary>
internal static class EmbeddedHeader
{
    private const int MaxAddresses = 50;

    public static string Write(Envelope envelope)
    {
        var html = new StringBuilder("<dl class=\"mailcloud-header\">");
        Append(html, "From", Addresses(envelope.From));
        Append(html, "To", Addresses(envelope.To));
        Append(html, "Cc", Addresses(envelope.Cc));
        Append(html, "Date", envelope.Date);
        Append(html, "Subject", envelope.Subject is { } subject ? HeaderText.Decode(subject) : null);
        return html.Append("</dl>").ToString();
    }

    private static string Addresses(IReadOnlyList<EnvelopeAddress> addresses)
    {
        var shown = string.Join(", ", addresses.Where(address => address.Host is not null).Take(MaxAddresses).Select(SearchedText.Of));
        return addresses.Count <= MaxAddresses ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown}, … ({addresses.Count})");
    }

    private static void Append(StringBuilder html, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            html.Append($"<dt data-name=\"{name}\">{name}</dt><dd dir=\"auto\">").AppendEscaped(value).Append("</dd>");
    }
}
