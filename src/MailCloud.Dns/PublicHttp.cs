using System.Net;
using System.Net.Sockets;

namespace MailCloud.Dns;

/// <summary>
/// HTTP to hosts that strangers name in their DNS. It follows no redirects, uses no proxy, connects to public addresses only, and reads answers of
/// <see cref="MaxOctets"/> at most within <see cref="Limit"/>.
/// </summary>
public static class PublicHttp
{
    // RFC 8461 §3.3 suggests both for policies.
    public const int MaxOctets = 64 * 1024;
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <param name="allowsPrivateAddresses">Whether addresses may be private ones after all: only where whoever names the hosts, and whoever runs their DNS, is trusted.</param>
    public static HttpClient CreateClient(IDnsResolver dns, bool allowsPrivateAddresses)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
            MaxResponseHeadersLength = 16,
            ConnectCallback = (context, cancellationToken) =>
                ConnectAsync(dns, context.DnsEndPoint, allowsPrivateAddresses, cancellationToken),
        };
        return new HttpClient(handler) { Timeout = Limit, MaxResponseContentBufferSize = MaxOctets };
    }

    private static async ValueTask<Stream> ConnectAsync(
        IDnsResolver dns,
        DnsEndPoint host,
        bool allowsPrivateAddresses,
        CancellationToken cancellationToken
    )
    {
        var found = await AddressesAsync(dns, host.Host, cancellationToken);
        var usable = found.Where(address => allowsPrivateAddresses || PublicAddresses.Contains(address)).ToArray();
        if (usable.Length == 0)
            throw new IOException($"{host.Host} has no address to connect to.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<IEnumerable<IPAddress>> AddressesAsync(
        IDnsResolver dns,
        string host,
        CancellationToken cancellationToken
    )
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        var v4 = await dns.AddressesAsync(host, AddressFamily.InterNetwork, cancellationToken);
        var v6 = await dns.AddressesAsync(host, AddressFamily.InterNetworkV6, cancellationToken);
        return v4.Records.Concat(v6.Records);
    }
}
