using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace MailCloud.Mail.Delivery;

/// <summary>
/// The encoding of what parameters of MAIL and RCPT carry (RFC 3461 §4): visible ASCII stands for itself, <c>+</c> and two hexadecimal digits for any
/// octet. The octets are UTF-8, of which RFC 3461 knows the ASCII part.
/// </summary>
public static class Xtext
{
    /// <summary>What the text means; false: it is no xtext, or means something with control characters, which no header field could hold.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        var octets = new byte[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var octet = text[at];
            if (octet == '+')
            {
                if (at + 2 >= text.Length || !TryReadHex(text.Slice(at + 1, 2), out octet))
                    return false;
                at += 2;
            }
            else if (octet is < (byte)'!' or 0x7F or (byte)'=')
                return false;
            octets[length++] = octet;
        }
        if (!System.Text.Unicode.Utf8.IsValid(octets.AsSpan(0, length)))
            return false;
        var all = Encoding.UTF8.GetString(octets, 0, length);
        if (all.Any(char.IsControl))
            return false;
        decoded = all;
        return true;
    }

    /// <summary>The text in ASCII without spaces, <c>+</c> and <c>=</c>.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            if (octet is > (byte)' ' and < 0x7F and not ((byte)'+' or (byte)'='))
                encoded.Append((char)octet);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"+{octet:X2}");
        return encoded.ToString();
    }

    // RFC 3461 §4: hexadecimal digits in capitals; the others are taken, too.
    private static bool TryReadHex(ReadOnlySpan<byte> digits, out byte octet) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octet);
}
