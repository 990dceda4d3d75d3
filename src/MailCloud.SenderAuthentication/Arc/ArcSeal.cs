using System.Collections.Immutable;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Arc;

/// <summary>An ARC-Seal field that keeps the rules (RFC 8617 §4.1.3).</summary>
/// <param name="Place">Its place in the message.</param>
/// <param name="Value">Where in it the value of the tag b is.</param>
/// <param name="ChainStatus">The tag cv: what the sealer found of the chain before it, <c>none</c>, <c>pass</c> or <c>fail</c>.</param>
internal sealed record ArcSeal(
    int Place,
    Range Value,
    DkimKeyKind Kind,
    ImmutableArray<byte> Signature,
    string Domain,
    string Selector,
    string ChainStatus
)
{
    public string KeyName => MessageSignature.NameOfKey(Selector, Domain);

    /// <exception cref="MalformedSignatureException">It breaks the rules.</exception>
    public static ArcSeal Parse(HashedMessage message, int place)
    {
        var (tags, value) = MessageSignature.ParseTags(message, place);
        // What it covers is fixed; a list would say something else.
        if (tags.Contains("h"))
            throw new MalformedSignatureException("a seal has h=");
        _ = tags.Number("t");
        return new ArcSeal(
            place,
            value,
            MessageSignature.ParseAlgorithm(tags),
            [.. tags.Base64("b")],
            MessageSignature.ParseDomain(tags),
            MessageSignature.ParseSelector(tags),
            tags.Required("cv") is "none" or "pass" or "fail"
                ? tags.Required("cv")
                : throw new MalformedSignatureException("cv= is unknown")
        );
    }
}
