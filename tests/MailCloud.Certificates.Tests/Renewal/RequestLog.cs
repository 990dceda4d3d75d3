using System.Collections.Concurrent;
using System.Net;

namespace MailCloud.Certificates.Tests.Renewal;

/// <summary>Notes what is asked of the world and how it answers, and answers instead of it where a test wants that.</summary>
internal sealed class RequestLog
{
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>Method, path and status of each request, in order.</summary>
    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>Answers a request instead of whom it is for; null: it is passed on.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Answer { get; set; }

    public HttpMessageHandler Around(HttpMessageHandler inner) => new Handler(this, inner);

    public int Count(string part) => lines.Count(line => line.Contains(part, StringComparison.Ordinal));

    /// <summary>A problem document of an authority.</summary>
    public static HttpResponseMessage Problem(HttpStatusCode status, string json, TimeSpan? retryAfter = null)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(json, null, "application/problem+json") };
        response.Headers.RetryAfter = retryAfter is { } wait ? new(wait) : null;
        return response;
    }

    private sealed class Handler(RequestLog log, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = log.Answer?.Invoke(request) ?? await base.SendAsync(request, cancellationToken);
            log.lines.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath} {(int)response.StatusCode}");
            return response;
        }
    }
}
