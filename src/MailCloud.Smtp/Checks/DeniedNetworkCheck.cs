using System.Collections.Immutable;
using System.Net;

namespace MailCloud.Smtp.Checks;

/// <summary>Refuses clients in networks that the operator has denied.</summary>
internal sealed class DeniedNetworkCheck(ImmutableArray<IPNetwork> networks) : ICheck<Client>
{
    public ValueTask<CheckResult> CheckAsync(Client subject, CancellationToken cancellationToken) =>
        new(
            IsDenied(subject.EndPoint?.Address) ? CheckResult.Reject(554, "5.7.1", "Your network is not welcome here") : CheckResult.Accept
        );

    // A dual-stack socket shows IPv4 clients as ::ffff:a.b.c.d, which no IPv4 network contains.
    private bool IsDenied(IPAddress? address)
    {
        if (address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(network => network.Contains(plain));
    }
}
