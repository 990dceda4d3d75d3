using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Outbound.Security;

namespace MailCloud.Outbound.Routing;

/// <summary>Mail goes straight to the servers of its recipients' domains: MX, then their addresses, each under the policy that holds for it.</summary>
public sealed class MxRouter(IDnsResolver dns, TlsPolicies policies, MxOptions options) : IRouter
{
    // A server with many addresses leaves the attempt some for the next server.
    private const int MaxAddressesOfFamily = 2;

    private readonly MailHostLookup hosts = new(dns, options.OwnNames);

    // What is no domain name will not be found.
    public string DestinationOf(string domain) => DomainName.Canonicalize(domain) ?? domain.ToLowerInvariant();

    public async IAsyncEnumerable<RouteStep> StepsAsync(
        string destination,
        bool requiresTls,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (destination is ['[', .. var literal, ']'])
        {
            yield return StepFor(destination, literal, requiresTls);
            yield break;
        }
        var found = await hosts.FindAsync(destination, cancellationToken);
        if (found.Obstacle is not null)
        {
            yield return found.Obstacle;
            yield break;
        }
        var domain = await policies.ForDomainAsync(destination, cancellationToken);
        var steps = 0;
        foreach (var host in found.Names)
        await foreach (var step in StepsOfHostAsync(host, found.IsAuthenticated, domain, requiresTls, cancellationToken))
        {
            steps++;
            yield return step;
        }
        if (steps == 0)
            yield return Never("5.4.4", $"The servers of {destination} have no address");
    }

    private async IAsyncEnumerable<RouteStep> StepsOfHostAsync(
        string host,
        bool isAuthenticated,
        DomainPolicy domain,
        bool requiresTls,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var v4 = await dns.AddressesAsync(host, AddressFamily.InterNetwork, cancellationToken);
        var v6 = await dns.AddressesAsync(host, AddressFamily.InterNetworkV6, cancellationToken);
        ImmutableArray<IPAddress> all = [.. v4.Records.Take(MaxAddressesOfFamily), .. v6.Records.Take(MaxAddressesOfFamily)];
        if (all.IsEmpty && (v4.Status is DnsStatus.Failed || v6.Status is DnsStatus.Failed))
            yield return Later("4.4.3", $"The DNS does not say where {host} is", host);
        var usable = all.Where(IsAllowed).ToList();
        if (usable.Count == 0)
        {
            if (!all.IsEmpty)
                yield return Never("5.4.4", $"{host} has no public address", host);
            yield break;
        }

        var isSecure = isAuthenticated && IsWholly(v4) && IsWholly(v6);
        var (policy, obstacle) = await policies.ForHostAsync(domain, host, isSecure, requiresTls, cancellationToken);
        if (policy is null)
        {
            yield return obstacle!;
            yield break;
        }
        foreach (var address in usable)
            yield return new NextHop(host, new IPEndPoint(address, options.Port), policy);
    }

    /// <summary>Addresses that DNSSEC vouches for, or none at all.</summary>
    private static bool IsWholly(DnsAnswer<IPAddress> answer) => answer.IsAuthenticated || answer.Records.IsEmpty;

    /// <summary>An address literal (RFC 5321 §4.1.3) is its own server, and has no name to prove.</summary>
    private RouteStep StepFor(string destination, string literal, bool requiresTls)
    {
        const string tag = "IPv6:";
        if (requiresTls)
            return TlsPolicies.NoProof(destination);
        var text = literal.StartsWith(tag, StringComparison.OrdinalIgnoreCase) ? literal[tag.Length..] : literal;
        return !IPAddress.TryParse(text, out var address) ? Never("5.1.3", $"{destination} is no address")
            : !IsAllowed(address) ? Never("5.4.4", $"{destination} is no public address")
            : new NextHop(address.ToString(), new IPEndPoint(address, options.Port), new TlsPolicy(TlsLevel.Opportunistic));
    }

    private bool IsAllowed(IPAddress address) => options.AllowsPrivateAddresses || PublicAddresses.Contains(address);

    private static DeliveryAttempt Never(string status, string text, string? host = null) =>
        new(DeliveryResult.PermanentFailure, status, text) { RemoteHost = host };

    private static DeliveryAttempt Later(string status, string text, string host) =>
        new(DeliveryResult.TemporaryFailure, status, text) { RemoteHost = host };
}
