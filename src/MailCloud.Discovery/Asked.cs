using System.Text;
using MailCloud.Mail.Addresses;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Discovery;

/// <summary>
/// Whom a request is about. Who asks is a stranger: the domain alone decides about the answer, so that nobody learns which addresses exist.
/// </summary>
internal sealed class Asked(IDirectory directory)
{
    /// <summary>An address that is one, and can stand in XML; null: it is none.</summary>
    public static Address? AddressOf(string? text) =>
        text?.Length <= Address.MaxLocalPartOctets + 1 + Address.MaxDomainOctets
        && text.EnumerateRunes().All(IsXmlCharacter)
        && Address.TryParse(text, out var address)
            ? address
            : null;

    /// <summary>The domain of an address; null: it is none of ours.</summary>
    public ValueTask<Domain?> DomainOfAsync(Address address, CancellationToken cancellationToken) =>
        directory.FindDomainAsync(address.CanonicalDomain, cancellationToken);

    /// <summary>The domain that has given the host a name of this label; null: the host is called otherwise, or the domain is none of ours.</summary>
    public async ValueTask<Domain?> DomainOfAsync(HostString host, string label, CancellationToken cancellationToken) =>
        NameOf(host) is { } name && name.StartsWith($"{label}.", StringComparison.Ordinal)
            ? await directory.FindDomainAsync(name[(label.Length + 1)..], cancellationToken)
            : null;

    /// <summary>The domain that the host is named after, be it by its own name; null: it is none of ours.</summary>
    public async ValueTask<Domain?> DomainOfAsync(HostString host, CancellationToken cancellationToken) =>
        await DomainOfAsync(host, "autoconfig", cancellationToken)
        ?? (NameOf(host) is { } name ? await directory.FindDomainAsync(name, cancellationToken) : null);

    private static string? NameOf(HostString host) => DomainName.Canonicalize(host.Host);

    // What cannot be decoded has become U+FFFD; the other two are no characters of XML 1.0.
    private static bool IsXmlCharacter(Rune c) => c.Value is not (>= 0xFFFD and <= 0xFFFF) && !Rune.IsControl(c);
}
