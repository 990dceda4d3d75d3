using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace MailCloud.Webmail.Rendering.Html;

/// <summary>Guesses whether a page is dark: by the first background that its body, or the boxes around everything, have.</summary>
internal static class PageColors
{
    /// <summary>Newsletters begin with a few tables inside each other.</summary>
    private const int MaxElements = 12;

    /// <summary>Of 255; a background below needs a light text.</summary>
    private const double DarkLuminance = 80;

    private static readonly Dictionary<string, double> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["black"] = 0,
        ["navy"] = 9,
        ["midnightblue"] = 28,
        ["darkblue"] = 10,
        ["darkslategray"] = 69,
        ["darkslategrey"] = 69,
        ["maroon"] = 27,
        ["indigo"] = 25,
        ["white"] = 255,
        ["whitesmoke"] = 245,
        ["gray"] = 128,
        ["grey"] = 128,
        ["silver"] = 192,
    };

    public static bool IsDark(IHtmlElement body)
    {
        IElement? element = body;
        for (var i = 0; element is not null && i < MaxElements; i++)
        {
            if (Background(element) is { } luminance)
                return luminance < DarkLuminance;
            element = element.Children.FirstOrDefault(child => !HtmlRules.Hidden.Contains(child.LocalName));
        }
        return false;
    }

    private static double? Background(IElement element)
    {
        if (element.GetAttribute("style") is { } style)
            foreach (var declaration in style.Split(';'))
            {
                var colon = declaration.IndexOf(':', StringComparison.Ordinal);
                if (
                    colon > 0
                    && declaration.AsSpan(0, colon).Trim() is "background" or "background-color"
                    && Luminance(declaration[(colon + 1)..]) is { } found
                )
                    return found;
            }
        return element.GetAttribute("bgcolor") is { } color ? Luminance(color) : null;
    }

    /// <summary>Of 0 to 255 (ITU-R BT.709); null: it is no colour that we know.</summary>
    private static double? Luminance(string color)
    {
        var text = color.AsSpan().Trim();
        if (Named.TryGetValue(text.ToString(), out var known))
            return known;
        if (text.StartsWith("rgb", StringComparison.OrdinalIgnoreCase) && text.IndexOf('(') is var open and > 0)
        {
            var numbers = text[(open + 1)..].ToString().Split([',', ' ', ')', '/'], StringSplitOptions.RemoveEmptyEntries);
            return numbers.Length >= 3 && Number(numbers[0]) is { } r && Number(numbers[1]) is { } g && Number(numbers[2]) is { } b
                ? Weigh(r, g, b)
                : null;
        }
        var digits = text.StartsWith("#") ? text[1..].ToString() : "";
        if (digits.Length == 3)
            digits = $"{digits[0]}{digits[0]}{digits[1]}{digits[1]}{digits[2]}{digits[2]}";
        return digits.Length == 6 && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? Weigh(value >> 16, (value >> 8) & 0xFF, value & 0xFF)
            : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static double Weigh(double r, double g, double b) => (0.2126 * r) + (0.7152 * g) + (0.0722 * b);
}
