using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MailCloud.Dns;
using MailCloud.Outbound.Client.Login;
using MailCloud.Outbound.Security;

namespace MailCloud.Outbound.Routing;

/// <summary>A server of our choice that takes all mail and knows where it goes.</summary>
/// <param name="Host">Its name, which its certificate is for, or its address.</param>
public sealed record SmartHost(string Host, int Port)
{
    public TlsLevel Level { get; init; } = TlsLevel.Verified;

    /// <summary>Whether TLS begins with the first octet (RFC 8314 §3.3).</summary>
    public bool HasImplicitTls { get; init; }

    /// <summary>Asked for each message, since a password may be changed; null: nobody logs in.</summary>
    public Func<CancellationToken, ValueTask<Credentials>>? Credentials { get; init; }
}

/// <summary>All mail goes to one smart host. Its address may be a private one: the operator named it.</summary>
public sealed class SmartHostRouter(IDnsResolver dns, SmartHost smartHost) : IRouter
{
    public string DestinationOf(string domain) => smartHost.Host;

    public async IAsyncEnumerable<RouteStep> StepsAsync(
        string destination,
        bool requiresTls,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var addresses = await AddressesAsync(cancellationToken);
        if (addresses.Count == 0)
            yield return new DeliveryAttempt(DeliveryResult.TemporaryFailure, "4.4.3", $"The smart host {smartHost.Host} has no address");
        var credentials = smartHost.Credentials is { } ask ? await ask(cancellationToken) : null;
        var level = requiresTls && smartHost.Level < TlsLevel.Verified ? TlsLevel.Verified : smartHost.Level;
        foreach (var address in addresses)
            yield return new NextHop(smartHost.Host, new IPEndPoint(address, smartHost.Port), new TlsPolicy(level))
            {
                HasImplicitTls = smartHost.HasImplicitTls,
                Credentials = credentials,
                AllowsLoginInTheClear = level is TlsLevel.None,
            };
    }

    private async ValueTask<List<IPAddress>> AddressesAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(smartHost.Host, out var literal))
            return [literal];
        var v4 = await dns.AddressesAsync(smartHost.Host, AddressFamily.InterNetwork, cancellationToken);
        var v6 = await dns.AddressesAsync(smartHost.Host, AddressFamily.InterNetworkV6, cancellationToken);
        return [.. v4.Records, .. v6.Records];
    }
}
