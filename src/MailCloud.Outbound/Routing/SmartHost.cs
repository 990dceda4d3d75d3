using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MailCloud.Dns;
using MailCloud.Mail.Secrets;
using MailCloud.Outbound.Client.Login;
using MailCloud.Outbound.Security;

namespace MailCloud.Outbound.Routing;

/// <summary>A server of our choice that takes all mail and knows where it goes.</summary>
/// <param name="Host">Its name, which its certificate is for, or its address.</param>
public sealed record SmartHost(string Host, int Port)
{
    /// <summary>How much TLS it must show. Without any, the password travels in the clear.</summary>
    public TlsLevel Level { get; init; } = TlsLevel.Verified;

    /// <summary>Whether TLS begins with the first octet (RFC 8314 §3.3).</summary>
    public bool HasImplicitTls { get; init; }

    /// <summary>Whom to log in as; null: nobody.</summary>
    public string? User { get; init; }

    /// <summary>The secret that holds the user's password.</summary>
    public SecretName Password { get; init; }
}

/// <summary>All mail goes to one smart host. Its address may be a private one: the operator named it.</summary>
public sealed class SmartHostRouter(IDnsResolver dns, ISecretStore secrets, SmartHost smartHost) : IRouter
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
        {
            yield return Later("4.4.3", $"The smart host {smartHost.Host} has no address");
            yield break;
        }
        Credentials? credentials = null;
        if (smartHost.User is not null)
        {
            // Asked for each message: the store remembers, and a password that was changed is soon known.
            var password = await secrets.FindAsync(smartHost.Password, cancellationToken);
            if (password is null)
            {
                yield return Later("4.3.5", $"There is no secret {smartHost.Password} with the smart host's password");
                yield break;
            }
            credentials = new Credentials(smartHost.User, password);
        }
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

    private DeliveryAttempt Later(string status, string text) =>
        new(DeliveryResult.TemporaryFailure, status, text) { RemoteHost = smartHost.Host };
}
