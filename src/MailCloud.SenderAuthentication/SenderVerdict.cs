using System.Collections.Immutable;
using System.Net;
using MailCloud.Dns;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Dmarc;
using MailCloud.SenderAuthentication.Results;
using MailCloud.SenderAuthentication.Spf;

namespace MailCloud.SenderAuthentication;

/// <summary>All that was found out about who sent a message.</summary>
/// <param name="Spf">Null: the client's address is not known.</param>
/// <param name="SpfProperty">What SPF was asked about, <c>mailfrom</c> or <c>helo</c>, and the name or address.</param>
/// <param name="FromFields">How many From fields the header has; one, in a message that is in order.</param>
/// <param name="Dmarc">After <see cref="IsVouchedFor"/>: a policy that is not to be applied is none.</param>
/// <param name="IsVouchedFor">Whether sealers that the operator trusts saw the message pass.</param>
public sealed record SenderVerdict(
    SpfResult? Spf,
    (string Name, string Value) SpfProperty,
    ImmutableArray<DkimResult> Dkim,
    ArcResult Arc,
    int FromFields,
    DmarcResult Dmarc,
    bool IsVouchedFor
)
{
    /// <summary>The client's address; null: it is not known, or says nothing.</summary>
    public IPAddress? Client { get; init; }

    /// <summary>The client's names; null with its address.</summary>
    public ReverseNames? Names { get; init; }

    /// <summary>What the server of that name says about it in the header (RFC 8601).</summary>
    public AuthenticationResults ToResults(string authservId)
    {
        var results = ImmutableArray.CreateBuilder<MethodResult>();
        if (Names is not null)
            results.Add(new MethodResult("iprev", Text(Names.Status)).With("policy", "iprev", $"{Client}"));
        if (Spf is not null)
            results.Add(
                new MethodResult("spf", Text(Spf.Status)) { Reason = Spf.Problem }.With("smtp", SpfProperty.Name, SpfProperty.Value)
            );
        if (Dkim.IsEmpty)
            results.Add(new MethodResult("dkim", "none"));
        results.AddRange(Dkim.Select(MethodResult.Of));
        if (Arc.Status is not ArcStatus.None)
            results.Add(MethodResult.Of(Arc));
        results.Add(
            new MethodResult("dmarc", Text(Dmarc.Status))
            {
                Comment = Dmarc.PublishedPolicy is { } published ? $"p={Text(published)}" : null,
                Reason = IsVouchedFor ? "trusted sealers saw it pass" : null,
            }.With("header", "from", Dmarc.Domain)
        );
        return new AuthenticationResults(authservId, results.ToImmutable());
    }

    private static string Text(Enum value) => value.ToString().ToLowerInvariant();
}
