using MailCloud.Mail.Addresses;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>A DKIM-Signature field that keeps the rules (RFC 6376 §3.5).</summary>
/// <param name="Identity">The tag i as written, or <c>@</c> and the domain.</param>
/// <param name="IsOfItsOwnDomain">Whether the identity's domain is the signing domain and not one below it.</param>
internal sealed record DkimSignature(MessageSignature Common, string Identity, bool IsOfItsOwnDomain)
{
    private const int SignatureStartLength = 8;

    // It is shown in fields of ours, so it may not be of any length.
    private const int MaxIdentityLength = Address.MaxLocalPartOctets + 1 + Address.MaxDomainOctets;

    /// <exception cref="MalformedSignatureException">It breaks the rules.</exception>
    public static DkimSignature Parse(HashedMessage message, int place)
    {
        var common = MessageSignature.Parse(message, place, "simple/simple");
        if (common.Tags.Required("v") is not "1")
            throw new MalformedSignatureException("the version is unknown");
        if (common.Tags.Contains("q") && !common.Tags.List("q").Contains("dns/txt", StringComparer.OrdinalIgnoreCase))
            throw new MalformedSignatureException("the key is not in the DNS");
        if (!common.SignedFields.Contains("from", StringComparer.OrdinalIgnoreCase))
            throw new MalformedSignatureException("From is not signed");
        var identity = common.Tags.Optional("i") ?? $"@{common.Domain}";
        if (identity.Length > MaxIdentityLength)
            throw new MalformedSignatureException("i= is too long");
        var domain = DomainName.Canonicalize(identity[(identity.LastIndexOf('@') + 1)..]);
        var isOfItsOwnDomain = string.Equals(domain, common.Domain, StringComparison.Ordinal);
        if (
            !identity.Contains('@', StringComparison.Ordinal)
            || !(isOfItsOwnDomain || (domain ?? "").EndsWith($".{common.Domain}", StringComparison.Ordinal))
        )
            throw new MalformedSignatureException("i= is not within d=");
        return new DkimSignature(common, identity, isOfItsOwnDomain);
    }

    public DkimResult Result(DkimStatus status, string? note)
    {
        var start = Convert.ToBase64String(Common.Signature.AsSpan());
        return new DkimResult(
            status,
            Common.Domain,
            Common.Selector,
            Identity,
            Common.Tags.Optional("a"),
            start[..Math.Min(start.Length, SignatureStartLength)],
            note
        );
    }
}
