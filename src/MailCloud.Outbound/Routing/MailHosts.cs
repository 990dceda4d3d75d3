using System.Collections.Immutable;
using MailCloud.Dns;

namespace MailCloud.Outbound.Routing;

/// <summary>The servers of a domain, best first; or why there are none: one of the two.</summary>
/// <param name="IsAuthenticated">Whether DNSSEC vouches for the names (RFC 7672 §2.2.1).</param>
public sealed record MailHosts(ImmutableArray<string> Names, bool IsAuthenticated, DeliveryAttempt? Obstacle = null);

/// <summary>Finds the servers of a domain (RFC 5321 §5.1).</summary>
/// <param name="ownNames">Names of this server, in lower case.</param>
internal sealed class MailHostLookup(IDnsResolver dns, ImmutableArray<string> ownNames)
{
    // A domain may list thousands, and each costs look-ups.
    private const int MaxHosts = 16;

    public async ValueTask<MailHosts> FindAsync(string domain, CancellationToken cancellationToken)
    {
        var answer = await dns.MailExchangesAsync(domain, cancellationToken);
        return answer.Status switch
        {
            DnsStatus.Found => Choose(domain, answer),
            // The domain is its own server then; whether it has addresses is seen later.
            DnsStatus.NoData => new MailHosts([domain], answer.IsAuthenticated),
            DnsStatus.NoSuchName => None(DeliveryResult.PermanentFailure, "5.1.2", $"There is no domain {domain}"),
            _ => None(DeliveryResult.TemporaryFailure, "4.4.3", $"The DNS does not say who takes mail for {domain}"),
        };
    }

    private MailHosts Choose(string domain, DnsAnswer<MailExchange> answer)
    {
        if (answer.Records is [{ Host: "" }])
            return None(DeliveryResult.PermanentFailure, "5.1.10", $"{domain} takes no mail (null MX, RFC 7505)");
        var named = answer.Records.Where(exchange => HostName.IsWellFormed(exchange.Host)).ToArray();
        if (named.Length == 0)
            return None(DeliveryResult.PermanentFailure, "5.4.4", $"The servers of {domain} have no names");
        // RFC 5321 §5.1: among those we are one of, mail goes to the better ones only, or it would come back.
        var own = named.Where(IsOwn).Select(exchange => exchange.Preference).DefaultIfEmpty(int.MaxValue).Min();
        var better = named.Where(exchange => exchange.Preference < own).ToArray();
        if (better.Length == 0)
            return None(DeliveryResult.PermanentFailure, "5.4.6", $"Mail for {domain} leads back to this server");
        // Load is spread over equal ones.
        Random.Shared.Shuffle(better);
        var names = better.OrderBy(exchange => exchange.Preference).Select(exchange => exchange.Host).Distinct(StringComparer.Ordinal);
        return new MailHosts([.. names.Take(MaxHosts)], answer.IsAuthenticated);
    }

    private bool IsOwn(MailExchange exchange) => ownNames.Contains(exchange.Host, StringComparer.OrdinalIgnoreCase);

    private static MailHosts None(DeliveryResult result, string status, string text) =>
        new([], IsAuthenticated: false, new DeliveryAttempt(result, status, text));
}
