using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using MailCloud.Dns;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Images;

/// <summary>
/// Fetches pictures that messages show from other servers, so that these learn nothing of the reader: neither address, nor browser, nor cookies. It reaches public addresses only
/// (<see cref="PublicHttp"/> connects to what it has checked), the ports of the web, and gives back nothing but pictures.
/// </summary>
/// <param name="isAllowed">Whether an address may be asked at all; each redirect is asked about, too.</param>
internal sealed class ImageProxy(HttpClient http, Predicate<Uri> isAllowed) : IDisposable
{
    public const int MaxOctets = 10 * 1024 * 1024;

    /// <summary>For everything, from the first connection to the last octet.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private const int MaxRedirects = 3;
    private const int PicturesAtOnce = 8;
    private const int PicturesWaiting = 200;

    /// <summary>The same for everybody.</summary>
    private const string UserAgent = "Mozilla/5.0 (compatible; MailCloud image proxy)";

    private readonly PartitionedRateLimiter<AccountId> turns = PartitionedRateLimiter.Create<AccountId, AccountId>(account =>
        RateLimitPartition.GetConcurrencyLimiter(
            account,
            _ => new ConcurrencyLimiterOptions { PermitLimit = PicturesAtOnce, QueueLimit = PicturesWaiting }
        )
    );

    public ImageProxy(IDnsResolver dns, bool allowsPrivateAddresses)
        : this(PublicHttp.CreateClient(dns, allowsPrivateAddresses), IsOnTheWeb) { }

    /// <summary>HTTP at its own ports, without a password.</summary>
    public static bool IsOnTheWeb(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", Host.Length: > 0 } && address.Port is 80 or 443;

    /// <summary>Waits until the account may fetch one more picture. Dispose what is given when it is done.</summary>
    public ValueTask<RateLimitLease> TakeTurnAsync(AccountId account, CancellationToken cancellationToken) =>
        turns.AcquireAsync(account, permitCount: 1, cancellationToken);

    /// <summary>Fetches a picture up to its first octets. Null: there is none that is shown.</summary>
    /// <exception cref="HttpRequestException">The server cannot be reached, or may not be.</exception>
    public async ValueTask<RemoteImage?> OpenAsync(string picture, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(picture, UriKind.Absolute, out var address))
            return null;
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            if (!isAllowed(address))
                return null;
            var response = await GetAsync(address, cancellationToken);
            if (response.Headers.Location is { } location && IsRedirect(response.StatusCode))
            {
                response.Dispose();
                if (!Uri.TryCreate(address, location, out address))
                    return null;
                continue;
            }
            return await RemoteImage.OpenAsync(response, cancellationToken);
        }
        return null;
    }

    public void Dispose()
    {
        turns.Dispose();
        http.Dispose();
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/*"));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;
}
