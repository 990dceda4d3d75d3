using System.Text;

namespace MailCloud.Storage.Tables;

/// <summary>
/// Names as table keys, which may not hold <c>/ \ # ?</c> or control characters. Letters, digits and <c>@ . - _</c> stay what they are, so that keys
/// can be read; every other character becomes <c>=XX</c> for each octet of its UTF-8 form. Nothing else has an <c>=</c>, so it can be undone.
/// </summary>
internal static class KeyEncoding
{
    /// <exception cref="ArgumentException">The name is not well-formed Unicode.</exception>
    public static string Encode(string name)
    {
        if (name.All(IsPlain))
            return name;
        var key = new StringBuilder(name.Length + 16);
        Span<byte> octets = stackalloc byte[4];
        for (var i = 0; i < name.Length; )
        {
            if (!Rune.TryGetRuneAt(name, i, out var rune))
                throw new ArgumentException("A name that becomes a key has to be well-formed Unicode.", nameof(name));
            i += rune.Utf16SequenceLength;
            if (rune.IsBmp && IsPlain((char)rune.Value))
                key.Append((char)rune.Value);
            else
                foreach (var octet in octets[..rune.EncodeToUtf8(octets)])
                    key.Append('=').Append(octet.ToString("X2"));
        }
        return key.ToString();
    }

    /// <exception cref="FormatException">This is no encoded name.</exception>
    public static string Decode(string key)
    {
        if (!key.Contains('=', StringComparison.Ordinal))
            return key;
        var name = new List<byte>(key.Length);
        for (var i = 0; i < key.Length; )
        {
            if (key[i] == '=')
            {
                name.AddRange(Convert.FromHexString(key.AsSpan(i + 1, Math.Min(2, key.Length - i - 1))));
                i += 3;
            }
            else
            {
                var plain = key.IndexOf('=', i) is >= 0 and var next ? next : key.Length;
                name.AddRange(Encoding.UTF8.GetBytes(key[i..plain]));
                i = plain;
            }
        }
        return Encoding.UTF8.GetString([.. name]);
    }

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '@' or '.' or '-' or '_';
}
