using MailCloud.Mail.Delivery;
using MailCloud.SenderAuthentication;
using MailCloud.SenderAuthentication.Dmarc;
using MailCloud.SenderAuthentication.Spf;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// Finds out by SPF, DKIM, ARC and DMARC who sent a message from outside, says so in an Authentication-Results field (RFC 8601), and does with a forged one what
/// the domain that was used asks for (RFC 7489 §6.3). Only a stranger's message is refused for it: of other clients the address may be a proxy's.
/// </summary>
internal sealed class SenderAuthenticationCheck(SenderVerifier verifier, SenderPolicy policy, string hostName) : IContentCheck
{
    private static readonly SmtpReply SeveralFrom = new(550, "5.6.0", "Message has more than one From field");

    public IContentInspection? Begin(Client client, ReversePath reversePath)
    {
        if (client.MayRelay)
            return null;
        var address = client.Standing is Standing.Unknown ? null : client.EndPoint?.Address;
        return new Inspection(this, client.IsStranger, verifier.Begin(address, client.Hello ?? "", reversePath.Address));
    }

    private Verdict Decide(SenderVerdict sender, bool enforces)
    {
        var fields = sender.ToResults(hostName).ToField();
        if (!enforces)
            return new Verdict(null, fields, Sender: sender);
        return (sender.Spf, sender.Dmarc) switch
        {
            // The reader sees one of them, and the policy of another decided (RFC 7489 §6.6.1).
            _ when policy.EnforcesDmarc && sender.FromFields > 1 => new Verdict(SeveralFrom),
            ({ Status: SpfStatus.Fail } spf, _) when policy.RefusesSpfFail => new Verdict(SpfFailed(spf)),
            (_, { Policy: DmarcPolicy.Reject, Domain: var domain }) when policy.EnforcesDmarc => new Verdict(DmarcFailed(domain)),
            // Neither a forgery taken in nor the domain's own mail lost, only because its DNS is in trouble: it comes again.
            (_, { Status: DmarcStatus.TempError, PublishedPolicy: not (null or DmarcPolicy.None), Domain: var domain })
                when policy.EnforcesDmarc => new Verdict(DmarcUnknown(domain)),
            (_, { Policy: DmarcPolicy.Quarantine }) when policy.EnforcesDmarc => new Verdict(null, fields, Disposition.Junk, sender),
            // What is no address may still look like one to its reader, and no domain can be asked about it.
            (_, { Status: DmarcStatus.PermError, Domain: null }) when policy.EnforcesDmarc && sender.FromFields > 0 => new Verdict(
                null,
                fields,
                Disposition.Junk,
                sender
            ),
            _ => new Verdict(null, fields, Sender: sender),
        };
    }

    // RFC 7372 §3.2. What the domain explains is a stranger's text: it is quoted as such (RFC 7208 §6.2).
    private static SmtpReply SpfFailed(SpfResult spf) =>
        new(
            550,
            "5.7.23",
            spf.Explanation is { Length: > 0 and <= 200 } explanation
                ? [$"{spf.Domain} does not permit your address to use its name (SPF) and explains:", explanation]
                : [$"{spf.Domain} does not permit your address to use its name (SPF)"]
        );

    private static SmtpReply DmarcFailed(string? domain) =>
        new(550, "5.7.1", $"Nothing shows that this message is from {domain}, which asks to refuse such mail (DMARC)");

    private static SmtpReply DmarcUnknown(string? domain) =>
        new(451, "4.7.1", $"The DNS does not tell now whether this message is from {domain} (DMARC), try again later");

    private sealed class Inspection(SenderAuthenticationCheck check, bool enforces, SenderVerification verification) : IContentInspection
    {
        public void Header(ReadOnlyMemory<byte> header) => verification.Header(header);

        public void Body(ReadOnlySpan<byte> octets) => verification.Body(octets);

        public async ValueTask<Verdict> CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken) =>
            check.Decide(await verification.CompleteAsync(cancellationToken), enforces);

        public void Dispose() => verification.Dispose();
    }
}
