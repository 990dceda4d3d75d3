using System.Net.Http.Headers;
using MailCloud.Webmail.Images;

namespace MailCloud.Webmail.Unsubscribe;

/// <summary>Leaves a list for its reader (RFC 8058 §3.2): one POST with no cookies, no referrer and nothing that names the reader but the address itself.</summary>
/// <param name="http">Reaches public addresses only, and follows no redirects.</param>
/// <param name="isAllowed">Whether an address may be asked at all.</param>
internal sealed class OneClick(HttpClient http, Predicate<Uri> isAllowed)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>HTTPS, since the address is the reader's secret.</summary>
    public static bool IsAllowed(Uri address) => address.Scheme is "https" && ImageProxy.IsOnTheWeb(address);

    public async ValueTask<UnsubscribeResult> RunAsync(string address, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var target) || !isAllowed(target))
            return UnsubscribeResult.Failed("The sender's address is not one that can be asked.");
        using var limit = new CancellationTokenSource(Limit, time);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new ByteArrayContent("List-Unsubscribe=One-Click"u8.ToArray())
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") },
            },
        };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            return response.IsSuccessStatusCode
                ? UnsubscribeResult.Done
                : UnsubscribeResult.Failed($"The sender's server answered {(int)response.StatusCode}.");
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return UnsubscribeResult.Failed("The sender's server does not answer.");
        }
    }
}

/// <param name="Status"><c>done</c> or <c>failed</c>.</param>
/// <param name="Detail">Why it failed; null: it did not.</param>
internal sealed record UnsubscribeResult(string Status, string? Detail)
{
    public static UnsubscribeResult Done { get; } = new("done", null);

    public static UnsubscribeResult Failed(string detail) => new("failed", detail);
}
