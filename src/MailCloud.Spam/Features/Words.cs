using System.Globalization;

namespace MailCloud.Spam.Features;

/// <summary>
/// Divides text into words: runs of letters, digits and signs of money, in lower case, every digit as 0, so that a price is one word whatever it is.
/// Scripts that write no blanks between words give pairs of neighbouring letters.
/// </summary>
internal static class Words
{
    /// <summary>A longer run is no word; what is told of it is that it is there.</summary>
    private const int Longest = 24;

    /// <summary>Words that are looked at in one text.</summary>
    private const int MaxWords = 20_000;

    /// <param name="pairs">Where two words go that follow each other.</param>
    public static void Add(ReadOnlySpan<char> text, FeatureSource words, FeatureSource? pairs, IFeatureSink sink)
    {
        // Two words and the blank between them: the word before lies in front of the current one.
        Span<char> buffer = stackalloc char[(2 * Longest) + 1];
        int before = 0,
            count = 0;
        while (!text.IsEmpty && count++ < MaxWords)
        {
            var start = before > 0 ? before + 1 : 0;
            var length = Read(ref text, buffer[start..(start + Longest)]);
            if (length == 0)
                continue;
            var word = buffer.Slice(start, Math.Min(length, Longest)).TrimEnd("'’");
            if (length > Longest)
                sink.Add(words, $"a word of {Magnitude.Of(length)} letters");
            else
                sink.Add(words, word);
            if (before > 0 && pairs is { } source)
            {
                buffer[before] = ' ';
                sink.Add(source, buffer[..(start + word.Length)]);
            }
            word.CopyTo(buffer);
            before = word.Length;
        }
    }

    /// <summary>Reads the next word and what follows it up to the one after. The length may exceed the buffer, which then holds the word's beginning.</summary>
    private static int Read(ref ReadOnlySpan<char> text, scoped Span<char> word)
    {
        int position = 0,
            length = 0;
        for (; position < text.Length; position++)
        {
            var unit = text[position];
            if (IsInvisible(unit))
                continue;
            if (IsIdeographic(unit))
            {
                // One letter is a word here; the letters beside it make the pairs.
                if (length > 0)
                    break;
                word[length++] = unit;
                position++;
                break;
            }
            if (IsPart(unit, length))
            {
                if (length < word.Length)
                    word[length] = char.IsAsciiDigit(unit) ? '0' : char.ToLowerInvariant(unit);
                length++;
            }
            else if (length > 0)
                break;
        }
        text = text[position..];
        return length;
    }

    private static bool IsPart(char unit, int length) =>
        char.IsLetterOrDigit(unit)
        || unit is '$' or '€' or '£' or '%' or '¥'
        || char.IsSurrogate(unit)
        || (length > 0 && unit is '\'' or '’')
        || char.GetUnicodeCategory(unit) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Characters that show nothing; put inside a word they hide it from filters.</summary>
    internal static bool IsInvisible(char unit) => unit is '\u00AD' or (>= '\u200B' and <= '\u200F') or '\u2060' or '\uFEFF' or '\u034F';

    /// <summary>Han, kana, Hangul, Thai, Lao, Khmer, Burmese: scripts where a word does not end at a blank.</summary>
    private static bool IsIdeographic(char unit) =>
        unit
            is (>= '\u0E00' and <= '\u0EFF')
                or (>= '\u1000' and <= '\u109F')
                or (>= '\u1780' and <= '\u17FF')
                or (>= '\u3040' and <= '\u30FF')
                or (>= '\u3400' and <= '\u9FFF')
                or (>= '\uAC00' and <= '\uD7AF')
                or (>= '\uF900' and <= '\uFAFF')
                or (>= '\uFF66' and <= '\uFF9F');
}

/// <summary>Numbers as features: what matters is about how large they are.</summary>
internal static class Magnitude
{
    /// <summary>The power of two not above the number; 0 for 0.</summary>
    public static int Of(int number) => number <= 0 ? 0 : 1 << (31 - int.LeadingZeroCount(number));
}
