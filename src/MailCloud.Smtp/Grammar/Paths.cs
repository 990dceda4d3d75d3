using System.Text;
using MailCloud.Mail.Addresses;

namespace MailCloud.Smtp.Grammar;

/// <summary>Where failures of a message are reported to (RFC 5321 §4.1.1.2).</summary>
/// <param name="Address">Null: the null reverse-path <c>&lt;&gt;</c> of reports, which are never answered (RFC 5321 §4.5.5).</param>
public readonly record struct ReversePath(Address? Address)
{
    public override string ToString() => Address is null ? "<>" : $"<{Address.ToWire()}>";
}

/// <summary>Whom a message is for (RFC 5321 §4.1.1.3).</summary>
/// <param name="Address">Null: <c>&lt;Postmaster&gt;</c> without a domain, which every server must take (RFC 5321 §4.5.1).</param>
public readonly record struct ForwardPath(Address? Address)
{
    public override string ToString() => Address is null ? "<Postmaster>" : $"<{Address.ToWire()}>";
}

/// <summary>The wire form of addresses (RFC 5321 §4.1.2).</summary>
internal static class WireAddress
{
    /// <summary>The address with its local part quoted if it must be; what <see cref="SmtpReader.Address"/> reads.</summary>
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
        text.Split('.').All(atom => atom.Length > 0 && atom.All(c => c > 0x7F || Octets.IsAtext((byte)c)));
}
