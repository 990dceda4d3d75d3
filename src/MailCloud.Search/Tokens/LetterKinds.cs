using System.Globalization;
using System.Text;

namespace MailCloud.Search.Tokens;

/// <summary>What a letter is to the index.</summary>
internal enum LetterKind : byte
{
    /// <summary>Blanks, punctuation, signs: what lies between runs.</summary>
    Separator,

    /// <summary>A letter of a script that writes blanks between words, or an accent on it.</summary>
    Letter,

    Digit,

    /// <summary>A letter of a script that does not: Chinese, Japanese, Thai and their neighbours.</summary>
    Ideograph,
}

/// <summary>Tells the kinds of letters apart.</summary>
internal static class LetterKinds
{
    private static readonly LetterKind[] Plane = [.. Enumerable.Range(0, 0x10000).Select(Classify)];

    public static LetterKind Of(Rune letter) => letter.IsBmp ? Plane[letter.Value] : Classify(letter.Value);

    /// <summary>The kind of an ASCII letter.</summary>
    public static LetterKind Of(byte ascii) => Plane[ascii];

    private static LetterKind Classify(int codePoint)
    {
        if (IsUnspaced(codePoint))
            return LetterKind.Ideograph;
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter
            or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark => LetterKind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => LetterKind.Digit,
            _ => LetterKind.Separator,
        };
    }

    // Hangul is not among them: Korean has blanks, and its syllables come as letters here.
    private static bool IsUnspaced(int codePoint) =>
        codePoint
            is 0x3005
                or 0x3007
                or (>= 0x0E00 and <= 0x0EFF)
                or (>= 0x1000 and <= 0x109F)
                or (>= 0x1780 and <= 0x17FF)
                or (>= 0x3041 and <= 0x30FF)
                or (>= 0x31F0 and <= 0x31FF)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x4E00 and <= 0x9FFF)
                or (>= 0x20000 and <= 0x3FFFF);
}
