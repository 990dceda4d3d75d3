using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MailCloud.Dns;
using MailCloud.Outbound.Routing;

namespace MailCloud.Outbound.Security.MtaSts;

/// <summary>
/// Fetches policy files from <c>https://mta-sts.{domain}/.well-known/mta-sts.txt</c> (RFC 8461 §3.3): no redirects, a certificate for that name, plain text of
/// bounded size, in bounded time. A failure is null; the next message tries again after a while.
/// </summary>
public sealed class PolicyFetcher(HttpClient http)
{
    // RFC 8461 §3.3 suggests both.
    private const int MaxOctets = 64 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>A client that follows no redirects, and connects to public addresses only: the domain is a stranger's.</summary>
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

    /// <summary>The policy file's text; null: it cannot be had.</summary>
    public async ValueTask<string?> FetchAsync(string domain, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(
                new Uri($"https://mta-sts.{domain}/.well-known/mta-sts.txt"),
                HttpCompletionOption.ResponseContentRead,
                cancellationToken
            );
            if (response.StatusCode is not HttpStatusCode.OK || !IsPlainText(response.Content.Headers.ContentType))
                return null;
            var octets = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return octets.Length <= MaxOctets ? Encoding.UTF8.GetString(octets) : null;
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or UriFormatException or TaskCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            return null;
        }
    }

    private static bool IsPlainText(MediaTypeHeaderValue? type) =>
        string.Equals(type?.MediaType, "text/plain", StringComparison.OrdinalIgnoreCase);

    private static async ValueTask<Stream> ConnectAsync(
        IDnsResolver dns,
        DnsEndPoint host,
        bool allowsPrivateAddresses,
        CancellationToken cancellationToken
    )
    {
        var v4 = await dns.AddressesAsync(host.Host, AddressFamily.InterNetwork, cancellationToken);
        var v6 = await dns.AddressesAsync(host.Host, AddressFamily.InterNetworkV6, cancellationToken);
        var usable = v4.Records.Concat(v6.Records).Where(address => allowsPrivateAddresses || PublicAddresses.Contains(address)).ToArray();
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
}
