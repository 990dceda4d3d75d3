using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MailCloud.Dns;

namespace MailCloud.Outbound.Security.MtaSts;

/// <summary>
/// Fetches policy files from <c>https://mta-sts.{domain}/.well-known/mta-sts.txt</c> (RFC 8461 §3.3): no redirects, a certificate for that name, plain text of
/// bounded size, in bounded time. A failure is null; the next message tries again after a while.
/// </summary>
/// <param name="http">A <see cref="PublicHttp"/> client.</param>
public sealed class PolicyFetcher(HttpClient http)
{
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
            return octets.Length <= PublicHttp.MaxOctets ? Encoding.UTF8.GetString(octets) : null;
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
}
