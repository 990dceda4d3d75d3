using System.Diagnostics.CodeAnalysis;

namespace MailCloud.Mail.Addresses;

/// <summary>
/// A mail address (RFC 5321 §4.1.2 <c>Mailbox</c>): local part and domain as they were given, unquoted, in Unicode (RFC 6531 §3.3). Two addresses
/// are equal when their <see cref="Canonical"/> forms are: domains never differ by case or by
/// how they are spelled, and here local parts do not differ by case either.
/// </summary>
public sealed record Address
{
    public const int MaxLocalPartOctets = 64;
    public const int MaxDomainOctets = 255;

    public Address(string localPart, string domain)
    {
        ArgumentException.ThrowIfNullOrEmpty(localPart);
        ArgumentException.ThrowIfNullOrEmpty(domain);
        LocalPart = localPart;
        Domain = domain;
        // What is no domain name may be an address literal (RFC 5321 §4.1.3).
        CanonicalDomain = DomainName.Canonicalize(domain) ?? domain.ToLowerInvariant();
        Canonical = $"{localPart.ToLowerInvariant()}@{CanonicalDomain}";
    }

    public string LocalPart { get; }

    public string Domain { get; }

    /// <summary>The domain as it is looked up: in A-labels and lower case.</summary>
    public string CanonicalDomain { get; }

    /// <summary>The form under which the address is looked up: lower case, unquoted, the domain as <see cref="CanonicalDomain"/>.</summary>
    public string Canonical { get; }

    /// <summary>
    /// An address as people and configuration write it, <c>name@domain</c>. The wire form with quoting is the SMTP engine's
    /// grammar; here a local part that would need quotes is refused.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Address? address)
    {
        address = null;
        var at = text?.LastIndexOf('@') ?? -1;
        if (text is null || at <= 0 || at == text.Length - 1)
            return false;
        var (local, domain) = (text[..at], text[(at + 1)..]);
        if (!IsDotAtom(local) || !DomainName.IsValid(domain))
            return false;
        address = new Address(local, domain);
        return true;
    }

    /// <summary>The part before the first <c>+</c>: <c>alice</c> for <c>alice+lists</c>. Null if there is none.</summary>
    public Address? WithoutDetail() =>
        LocalPart.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus ? new Address(LocalPart[..plus], Domain) : null;

    public bool Equals(Address? other) => other is not null && string.Equals(Canonical, other.Canonical, StringComparison.Ordinal);

    public override int GetHashCode() => string.GetHashCode(Canonical, StringComparison.Ordinal);

    public override string ToString() => $"{LocalPart}@{Domain}";

    // RFC 5321 §4.1.2 Dot-string, with RFC 6531 §3.3 UTF-8.
    internal static bool IsDotAtom(string text) =>
        System.Text.Encoding.UTF8.GetByteCount(text) <= MaxLocalPartOctets
        && text.Split('.')
            .All(atom =>
                atom.Length > 0
                && atom.All(c =>
                    char.IsAsciiLetterOrDigit(c)
                    || c > 0x7F && !char.IsControl(c)
                    || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal)
                )
            );
}
