using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailCloud.Mail.Addresses;

/// <summary>
/// Domain names as mail uses them (RFC 5321 §4.1.2, RFC 5890 §2.3.2.1). A name in Unicode and its <c>xn--</c> form are one name, and so are those that
/// differ by case. More is not mapped here: accents are composed, and full-width letters made narrow, by the programs that people type in (RFC 5895).
/// </summary>
public static class DomainName
{
    private const int MaxLabelLength = 63;

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>Whether the text is a domain name, of letters, digits and hyphens, or an internationalised one.</summary>
    public static bool IsValid(string text) => Canonicalize(text) is not null;

    /// <summary>The form by which names are compared and looked up: A-labels in lower case; null: it is no domain name.</summary>
    public static string? Canonicalize(string text)
    {
        if (text.Length is 0 or > Address.MaxDomainOctets)
            return null;
        var name = Ascii.IsValid(text) ? text.ToLowerInvariant() : ToAscii(text);
        return name is { Length: <= Address.MaxDomainOctets } && AreLabels(name) ? name : null;
    }

    /// <summary>A canonical name as people read it: in Unicode as far as that leads back to the same name.</summary>
    public static string ToDisplay(string canonical)
    {
        if (!canonical.Contains("xn--", StringComparison.Ordinal))
            return canonical;
        try
        {
            var unicode = Idn.GetUnicode(canonical);
            return string.Equals(Canonicalize(unicode), canonical, StringComparison.Ordinal) ? unicode : canonical;
        }
        catch (ArgumentException)
        {
            return canonical;
        }
    }

    private static string? ToAscii(string text)
    {
        var name = text.ToLowerInvariant();
        try
        {
            return name.EnumerateRunes().All(IsOfNames) ? Idn.GetAscii(name).ToLowerInvariant() : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether a character is a letter, mark or digit in the one form that names have it in (RFC 5892 §2.1, roughly). What has a second form, such as an accent
    /// apart from its letter, a ligature or a piece of a Hangul syllable, would make two names of what looks like one.
    /// </summary>
    private static bool IsOfNames(Rune c) =>
        c.IsAscii
            ? c.Value is '.' or '-' or '_' || Rune.IsLetterOrDigit(c)
            : c.Value is not ((>= 0x300 and <= 0x36F) or (>= 0x1100 and <= 0x11FF) or (>= 0xF900 and <= 0xFFFF))
                && Rune.GetUnicodeCategory(c)
                    is UnicodeCategory.LowercaseLetter
                        or UnicodeCategory.OtherLetter
                        or UnicodeCategory.ModifierLetter
                        or UnicodeCategory.NonSpacingMark
                        or UnicodeCategory.SpacingCombiningMark
                        or UnicodeCategory.DecimalDigitNumber;

    private static bool AreLabels(ReadOnlySpan<char> name)
    {
        foreach (var label in name.Split('.'))
            if (!IsLabel(name[label]))
                return false;
        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' && !label.ContainsAnyExcept(LabelCharacters);
}
