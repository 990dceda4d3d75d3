using System.Collections.Immutable;
using MailCloud.Dns;

namespace MailCloud.Outbound.Routing;

/// <summary>How mail goes straight to the servers of its recipients.</summary>
public sealed record MxOptions
{
    /// <summary>Names of this server: mail for a domain that leads to one of them stays here.</summary>
    public ImmutableArray<string> OwnNames { get; init; } = [];

    /// <summary>Where other servers listen; 25 but for tests.</summary>
    public int Port { get; init; } = 25;

    /// <summary>Whether addresses may be private ones (<see cref="PublicAddresses"/>): only where whoever sends, and whoever runs its DNS, is trusted.</summary>
    public bool AllowsPrivateAddresses { get; init; }
}
