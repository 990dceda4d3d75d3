using System.Buffers;
using System.Text;

namespace MailCloud.Imap.Grammar;

/// <summary>
/// The encoding of mailbox names for clients that have not enabled UTF-8 (RFC 3501 §5.1.3): printable ASCII is itself but for <c>&amp;</c>, which is
/// <c>&amp;-</c>; everything else is UTF-16 in base64 with <c>,</c> for <c>/</c>, between <c>&amp;</c> and <c>-</c>.
/// </summary>
internal static class ModifiedUtf7
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    private static readonly SearchValues<char> Plain = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c != '&'),
    ]);

    public static string Encode(string name)
    {
        if (!name.AsSpan().ContainsAnyExcept(Plain))
            return name;
        var text = new StringBuilder(name.Length + 16);
        for (var i = 0; i < name.Length; )
        {
            if (IsDirect(name[i]))
            {
                text.Append(name[i]);
                if (name[i++] == '&')
                    text.Append('-');
                continue;
            }
            var start = i;
            while (i < name.Length && !IsDirect(name[i]))
                i++;
            text.Append('&');
            AppendBase64(text, name.AsSpan(start, i - start));
            text.Append('-');
        }
        return text.ToString();
    }

    /// <summary>
    /// The name that the text stands for. Text that <see cref="Encode"/> would not have made is the name itself: there are clients that send
    /// <c>R&amp;D</c> as it is, and no name can be written in two ways.
    /// </summary>
    public static string Decode(string text)
    {
        if (!text.Contains('&', StringComparison.Ordinal))
            return text;
        var name = DecodeLeniently(text);
        return name is not null && string.Equals(Encode(name), text, StringComparison.Ordinal) ? name : text;
    }

    private static bool IsDirect(char c) => c is >= ' ' and <= '~';

    private static void AppendBase64(StringBuilder text, ReadOnlySpan<char> utf16)
    {
        uint bits = 0;
        var count = 0;
        foreach (var c in utf16)
        {
            bits = (bits << 16) | c;
            for (count += 16; count >= 6; count -= 6)
                text.Append(Alphabet[(int)((bits >> (count - 6)) & 0x3F)]);
        }
        if (count > 0)
            text.Append(Alphabet[(int)((bits << (6 - count)) & 0x3F)]);
    }

    private static string? DecodeLeniently(string text)
    {
        var name = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '&')
            {
                name.Append(text[i]);
                continue;
            }
            var end = text.IndexOf('-', i);
            if (end < 0)
                return null;
            if (end == i + 1)
                name.Append('&');
            else if (!AppendDecoded(name, text.AsSpan(i + 1, end - i - 1)))
                return null;
            i = end;
        }
        return name.ToString();
    }

    private static bool AppendDecoded(StringBuilder name, ReadOnlySpan<char> base64)
    {
        uint bits = 0;
        var count = 0;
        foreach (var c in base64)
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
                return false;
            bits = (bits << 6) | (uint)value;
            count += 6;
            if (count < 16)
                continue;
            count -= 16;
            name.Append((char)(bits >> count));
        }
        return true;
    }
}
