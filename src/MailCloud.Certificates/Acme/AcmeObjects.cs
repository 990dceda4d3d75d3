using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MailCloud.Certificates.Acme;

/// <summary>Where an authority takes what (RFC 8555 §7.1.1).</summary>
/// <param name="RenewalInfo">Where it says when a certificate had best be renewed (RFC 9773 §3); null: it does not.</param>
internal sealed record AcmeDirectory(Uri NewNonce, Uri NewAccount, Uri NewOrder, Uri? RenewalInfo = null);

/// <summary>How far an order or authorization is (RFC 8555 §7.1.6).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AcmeStatus>))]
internal enum AcmeStatus
{
    Pending,
    Ready,
    Processing,
    Valid,
    Invalid,
    Deactivated,
    Expired,
    Revoked,
}

/// <summary>A name that a certificate is ordered for (RFC 8555 §9.7.7).</summary>
/// <param name="Type"><c>dns</c>.</param>
internal sealed record AcmeIdentifier(string Type, string Value);

/// <summary>An order for a certificate (RFC 8555 §7.1.3).</summary>
/// <param name="Certificate">Where the certificate is once the order is valid.</param>
/// <param name="Error">Why it came to nothing.</param>
internal sealed record AcmeOrder(
    AcmeStatus Status,
    ImmutableArray<AcmeIdentifier> Identifiers,
    ImmutableArray<Uri> Authorizations,
    Uri Finalize,
    Uri? Certificate = null,
    AcmeProblem? Error = null
)
{
    /// <summary>Where the order is.</summary>
    [JsonIgnore]
    public Uri Url { get; init; } = null!;

    /// <summary>Whether it is for these names and no others.</summary>
    public bool IsFor(ImmutableArray<string> names) =>
        names
            .Order(StringComparer.OrdinalIgnoreCase)
            .SequenceEqual(
                Identifiers.Select(identifier => identifier.Value).Order(StringComparer.OrdinalIgnoreCase),
                StringComparer.OrdinalIgnoreCase
            );
}

/// <summary>What an account has to prove for one name (RFC 8555 §7.1.4).</summary>
internal sealed record AcmeAuthorization(AcmeStatus Status, AcmeIdentifier Identifier, ImmutableArray<AcmeChallenge> Challenges)
{
    /// <summary>The proof by a TXT record (RFC 8555 §8.4); null: the authority does not take it for this name.</summary>
    public AcmeChallenge? Dns => Challenges.FirstOrDefault(challenge => challenge.Type is "dns-01");
}

/// <summary>One way to prove it (RFC 8555 §8).</summary>
/// <param name="Error">Why the proof was not taken.</param>
internal sealed record AcmeChallenge(string Type, Uri Url, AcmeStatus Status, string? Token = null, AcmeProblem? Error = null);
