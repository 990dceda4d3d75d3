using System.Collections.Immutable;
using System.Net;

namespace MailCloud.Dns;

/// <summary>What the DNS says about the names of an address: the results of iprev (RFC 8601 §3).</summary>
public enum ReverseStatus
{
    /// <summary>A name of the address leads back to it.</summary>
    Pass,

    /// <summary>There are names, and none leads back.</summary>
    Fail,

    /// <summary>It cannot be told now; another try may tell.</summary>
    TempError,

    /// <summary>The address has no name.</summary>
    PermError,
}

/// <summary>The names of a client's address that its owner and the names' owner agree on: forward-confirmed reverse DNS (RFC 8601 §3).</summary>
/// <param name="Confirmed">Those that lead back to the address, in lower case; empty unless the status is <see cref="ReverseStatus.Pass"/>.</param>
public sealed record ReverseNames(ReverseStatus Status, ImmutableArray<string> Confirmed)
{
    /// <summary>Names of one address that are looked at (RFC 7208 §4.6.4): the owner of an address can give it any number.</summary>
    private const int MaxNames = 10;

    /// <summary>Looks an address up: at most 11 look-ups.</summary>
    public static async ValueTask<ReverseNames> FindAsync(IDnsResolver dns, IPAddress client, CancellationToken cancellationToken)
    {
        var address = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        var names = await dns.NamesAsync(address, cancellationToken);
        if (names.Status is not DnsStatus.Found)
            return new ReverseNames(names.IsVoid ? ReverseStatus.PermError : ReverseStatus.TempError, []);

        var confirmed = ImmutableArray.CreateBuilder<string>();
        var hasFailed = false;
        foreach (var name in names.Records.Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxNames))
        {
            var addresses = await dns.AddressesAsync(name, address.AddressFamily, cancellationToken);
            hasFailed |= addresses.Status is DnsStatus.Failed;
            if (addresses.Records.Contains(address))
                confirmed.Add(name.ToLowerInvariant());
        }
        var status =
            confirmed.Count > 0 ? ReverseStatus.Pass
            : hasFailed ? ReverseStatus.TempError
            : ReverseStatus.Fail;
        return new ReverseNames(status, confirmed.ToImmutable());
    }
}
