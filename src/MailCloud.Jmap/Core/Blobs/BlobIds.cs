using System.Collections.Immutable;
using System.Globalization;
using MailCloud.Mail.Store;
using MailCloud.Mail.Uploads;

namespace MailCloud.Jmap.Core.Blobs;

/// <summary>
/// How blobs are called: <c>B17</c> is the message that is Email 17, <c>B17-1_2</c> its part 1.2 with the transfer encoding undone, <c>U0af3…</c> an
/// upload, and <c>U0af3…-2</c> a part of the message that an upload is.
/// </summary>
public static class BlobIds
{
    /// <summary>Part numbers that an id may have; messages are not looked into that deep.</summary>
    private const int MaxDepth = 100;

    /// <summary>The whole message.</summary>
    public static string Of(EmailId email) => string.Create(CultureInfo.InvariantCulture, $"B{email.Value}");

    /// <summary>A part of the message: its part numbers (RFC 9051 §6.4.5.1), at least one.</summary>
    public static string Of(EmailId email, IEnumerable<int> part) => OfPart(Of(email), part);

    /// <summary>A part of a message that has an id.</summary>
    public static string OfPart(string message, IEnumerable<int> part) => $"{message}-{string.Join('_', part)}";

    public static string Of(Upload upload) => "U" + upload.Id;

    /// <summary>The message and part that an id names; no part numbers: the whole message. Null: it names something else.</summary>
    public static (EmailId Email, ImmutableArray<int> Part)? ParseMessage(string id)
    {
        var end = id.IndexOf('-', StringComparison.Ordinal);
        var number = end < 0 ? id : id[..end];
        if (number is not ['B', ..] || JmapIds.ParseEmail(string.Concat("M", number.AsSpan(1))) is not { } email)
            return null;
        if (end < 0)
            return (email, []);
        return ParsePart(id.AsSpan(end + 1)) is { } part ? (email, part) : null;
    }

    /// <summary>The upload that an id names, and the part of it as a message; no part numbers: all of it. Null: it names something else.</summary>
    public static (string Upload, ImmutableArray<int> Part)? ParseUpload(string id)
    {
        var end = id.IndexOf('-', StringComparison.Ordinal);
        var name = end < 0 ? id : id[..end];
        if (name is not ['U', _, ..] || !name.All(char.IsAsciiLetterOrDigit))
            return null;
        if (end < 0)
            return (name[1..], []);
        return ParsePart(id.AsSpan(end + 1)) is { } part ? (name[1..], part) : null;
    }

    private static ImmutableArray<int>? ParsePart(ReadOnlySpan<char> text)
    {
        var numbers = ImmutableArray.CreateBuilder<int>();
        foreach (var range in text.Split('_'))
        {
            var digits = text[range];
            if (
                digits is ['0', ..]
                || numbers.Count == MaxDepth
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
                return null;
            numbers.Add(number);
        }
        return numbers.DrainToImmutable();
    }
}
