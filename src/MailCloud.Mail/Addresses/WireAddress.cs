using System.Buffers;
using System.Text;

namespace MailCloud.Mail.Addresses;

/// <summary>The wire form of addresses (RFC 5321 §4.1.2).</summary>
public static class WireAddress
{
    // RFC 5322 §3.2.3 atext.
    private static readonly SearchValues<char> Atext = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~"
    );

    /// <summary>The address with its local part quoted if it must be, without angle brackets.</summary>
    public static string ToWire(this Address address)
    {
        if (IsDotString(address.LocalPart))
            return address.ToString();
        var quoted = new StringBuilder("\"");
        foreach (var c in address.LocalPart)
            quoted.Append(c is '"' or '\\' ? "\\" : "").Append(c);
        return quoted.Append("\"@").Append(address.Domain).ToString();
    }

    /// <summary>Whether the address can travel without SMTPUTF8 (RFC 6531 §3.2).</summary>
    public static bool IsAscii(this Address address) => Ascii.IsValid(address.LocalPart) && Ascii.IsValid(address.Domain);

    private static bool IsDotString(string text) =>
        text.Split('.').All(atom => atom.Length > 0 && atom.All(c => c > 0x7F || Atext.Contains(c)));
}
