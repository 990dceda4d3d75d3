using System.Collections.Immutable;
using MailCloud.Mail.Addresses;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>What DKIM-Signature (RFC 6376 §3.5) and ARC-Message-Signature (RFC 8617 §4.1.2) have in common.</summary>
/// <param name="Place">The place of its field in the message.</param>
/// <param name="Value">Where in that field the value of the tag b is.</param>
/// <param name="Tags">All tags, for those that only one of the two has.</param>
/// <param name="Domain">The signing domain, in lower case, in A-labels.</param>
/// <param name="SignedFields">Names of fields, as written, in the order in which they are signed.</param>
/// <param name="BodyLength">How many octets of the canonical body are signed; null: all.</param>
/// <param name="ExpiresAt">Seconds since 1970.</param>
internal sealed record MessageSignature(
    int Place,
    Range Value,
    TagList Tags,
    DkimKeyKind Kind,
    ImmutableArray<byte> Signature,
    ImmutableArray<byte> BodyDigest,
    Canonicalization HeaderCanonicalization,
    Canonicalization BodyCanonicalization,
    string Domain,
    string Selector,
    ImmutableArray<string> SignedFields,
    long? BodyLength,
    long? ExpiresAt
)
{
    /// <summary>The name of the TXT record with the key (RFC 6376 §3.6.2.1).</summary>
    public string KeyName => NameOfKey(Selector, Domain);

    /// <summary>The SHA-256 of the fields that it signs, itself last (RFC 6376 §3.7).</summary>
    public byte[] HashHeader(HashedMessage message) =>
        message.HashHeader(message.Select(SignedFields, Place), Place, Value, HeaderCanonicalization);

    /// <exception cref="MalformedSignatureException">It breaks the grammar, or asks for something that nobody may use any more.</exception>
    /// <param name="canonicalization">The value of the tag c where there is none.</param>
    public static MessageSignature Parse(HashedMessage message, int place, string canonicalization)
    {
        var (tags, value) = ParseTags(message, place);
        var (header, body) = ParseCanonicalization(tags.Optional("c") ?? canonicalization);
        if (!tags.Contains("h"))
            throw new MalformedSignatureException("h= is missing");
        var expiresAt = tags.Number("x");
        if (tags.Number("t") >= expiresAt)
            throw new MalformedSignatureException("x= is not after t=");
        return new MessageSignature(
            place,
            value,
            tags,
            ParseAlgorithm(tags),
            [.. tags.Base64("b")],
            [.. tags.Base64("bh")],
            header,
            body,
            ParseDomain(tags),
            ParseSelector(tags),
            [.. tags.List("h")],
            tags.Number("l"),
            expiresAt
        );
    }

    /// <summary>The tags of the field at a place, and where in that field the value of the tag b is.</summary>
    /// <exception cref="MalformedSignatureException">They are no tags, or b is not among them.</exception>
    public static (TagList Tags, Range Signature) ParseTags(HashedMessage message, int place)
    {
        var start = message.ValueStart(place);
        var tags = TagList.Parse(message.FieldAt(place)[start..]);
        var value = tags.RangeOf("b") ?? throw new MalformedSignatureException("b= is missing");
        return (tags, (start + value.Start.Value)..(start + value.End.Value));
    }

    /// <summary>The kind of key of the algorithm (RFC 6376 §3.3, RFC 8463 §3). SHA-1 is worth nothing any more (RFC 8301 §3.1).</summary>
    public static DkimKeyKind ParseAlgorithm(TagList tags) =>
        tags.Required("a") switch
        {
            "rsa-sha256" => DkimKeyKind.Rsa,
            "ed25519-sha256" => DkimKeyKind.Ed25519,
            "rsa-sha1" => throw new MalformedSignatureException("rsa-sha1 is obsolete"),
            _ => throw new MalformedSignatureException("the algorithm is unknown"),
        };

    /// <summary>The tag d: a domain, which may be written in Unicode (RFC 8616 §4).</summary>
    public static string ParseDomain(TagList tags) =>
        DomainName.Canonicalize(tags.Required("d")) is { } domain && domain.Contains('.', StringComparison.Ordinal)
            ? domain
            : throw new MalformedSignatureException("d= is no domain");

    public static string ParseSelector(TagList tags) =>
        DomainName.Canonicalize(tags.Required("s")) ?? throw new MalformedSignatureException("s= is no selector");

    public static string NameOfKey(string selector, string domain) => $"{selector}._domainkey.{domain}";

    private static (Canonicalization Header, Canonicalization Body) ParseCanonicalization(string value)
    {
        var parts = value.Split('/');
        return parts.Length <= 2
            ? (Named(parts[0]), Named(parts.Length == 2 ? parts[1] : "simple"))
            : throw new MalformedSignatureException("c= has too many parts");

        static Canonicalization Named(string name) =>
            name switch
            {
                "simple" => Canonicalization.Simple,
                "relaxed" => Canonicalization.Relaxed,
                _ => throw new MalformedSignatureException("the canonicalization is unknown"),
            };
    }
}
