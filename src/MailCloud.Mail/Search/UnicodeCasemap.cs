using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailCloud.Mail.Search;

/// <summary>
/// The collation <c>i;unicode-casemap</c> (RFC 5051): texts are folded, and then their octets are compared. To fold is to take each letter's titlecase and
/// to decompose that, so that case, width and ligatures make no difference, and a letter with an accent begins with the letter without.
/// </summary>
/// <remarks>
/// The runtime's own normalization does nothing in programs without ICU (InvariantGlobalization), which ours are. The table is a resource that
/// tools/casemap.mjs makes. Folded text is valid UTF-8: it never contains the octets 0xFE and 0xFF.
/// </remarks>
public static class UnicodeCasemap
{
    private const int FirstSyllable = 0xAC00;
    private const int LastSyllable = 0xD7A3;

    private static readonly byte[]?[]?[] Pages = Load();

    /// <summary>Folds a text.</summary>
    public static byte[] Fold(ReadOnlySpan<char> text)
    {
        var folded = new ArrayBufferWriter<byte>(text.Length + 16);
        Fold(text, folded);
        return folded.WrittenSpan.ToArray();
    }

    /// <summary>Folds a text to the end of what was folded before. Half a surrogate pair becomes U+FFFD: a text that comes in pieces is not cut there.</summary>
    public static void Fold(ReadOnlySpan<char> text, IBufferWriter<byte> folded)
    {
        while (!text.IsEmpty)
        {
            Ascii.ToUpper(text, folded.GetSpan(text.Length), out var written);
            folded.Advance(written);
            text = text[written..];
            // Letters of other scripts come in runs.
            while (!text.IsEmpty && !char.IsAscii(text[0]))
            {
                Rune.DecodeFromUtf16(text, out var rune, out var consumed);
                Fold(rune, folded);
                text = text[consumed..];
            }
        }
    }

    /// <summary>Whether a text contains another, which is folded already.</summary>
    public static bool Contains(ReadOnlySpan<char> text, ReadOnlySpan<byte> folded) => Fold(text).AsSpan().IndexOf(folded) >= 0;

    private static void Fold(Rune rune, IBufferWriter<byte> folded)
    {
        if (rune.Value is >= FirstSyllable and <= LastSyllable)
            Decompose(rune.Value - FirstSyllable, folded);
        else if (Pages[rune.Value >> 8] is { } page && page[rune.Value & 0xFF] is { } becomes)
            folded.Write(becomes);
        else
            Write(rune, folded);
    }

    /// <summary>A Hangul syllable into its two or three letters (The Unicode Standard §3.12).</summary>
    private static void Decompose(int syllable, IBufferWriter<byte> folded)
    {
        const int vowels = 21;
        const int trails = 28;
        Write(new Rune(0x1100 + syllable / (vowels * trails)), folded);
        Write(new Rune(0x1161 + syllable % (vowels * trails) / trails), folded);
        if (syllable % trails is not 0 and var trail)
            Write(new Rune(0x11A7 + trail), folded);
    }

    private static void Write(Rune rune, IBufferWriter<byte> folded) => folded.Advance(rune.EncodeToUtf8(folded.GetSpan(4)));

    private static byte[]?[]?[] Load()
    {
        var pages = new byte[]?[]?[0x110000 >> 8];
        using var stream = typeof(UnicodeCasemap).Assembly.GetManifestResourceStream("casemap.txt")!;
        using var lines = new StreamReader(stream);
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var letters = line.Split(' ').Select(letter => int.Parse(letter, NumberStyles.HexNumber)).ToList();
            var page = pages[letters[0] >> 8] ??= new byte[]?[256];
            page[letters[0] & 0xFF] = Encoding.UTF8.GetBytes(string.Concat(letters.Skip(1).Select(char.ConvertFromUtf32)));
        }
        return pages;
    }
}
