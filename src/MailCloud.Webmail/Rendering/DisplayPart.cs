using System.Collections.Immutable;
using System.Globalization;
using MailCloud.Mail.Messages;

namespace MailCloud.Webmail.Rendering;

/// <summary>A part of a message, with its part numbers (RFC 9051 §6.4.5.1).</summary>
internal sealed record DisplayPart(BodyPart Part, ImmutableArray<int> Numbers)
{
    /// <summary>The numbers joined by dots.</summary>
    public string Id => string.Join('.', Numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    public bool IsPicture => Part.Type is "image" && PictureTypes.IsShown($"image/{Part.Subtype}");

    /// <summary>The body of a message.</summary>
    /// <param name="numbers">Those of the part that the message is in; empty: it is in none.</param>
    public static DisplayPart Root(BodyPart body, ImmutableArray<int> numbers) => new(body, body.IsMultipart ? numbers : numbers.Add(1));

    public IEnumerable<DisplayPart> Children => Part.Parts.Select((child, i) => new DisplayPart(child, Numbers.Add(i + 1)));

    /// <summary>This part and all below it, without what is in messages inside.</summary>
    public IEnumerable<DisplayPart> All => Part.IsMultipart ? Children.SelectMany(child => child.All).Prepend(this) : [this];

    /// <summary>The part with this id; null: there is none, or the id is none.</summary>
    public static DisplayPart? Find(MessageSummary summary, string id)
    {
        if (id.Length > 200)
            return null;
        var numbers = ImmutableArray.CreateBuilder<int>();
        foreach (var text in id.Split('.'))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            numbers.Add(number);
        }
        return summary.FindPart(numbers.ToArray()) is { } part ? new DisplayPart(part, numbers.ToImmutable()) : null;
    }
}
