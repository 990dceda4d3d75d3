using System.Collections.Concurrent;
using System.Net;

namespace MailCloud.Jmap.Tests.Push;

/// <summary>Push services that take everything, and what they took.</summary>
public sealed class PushServices : HttpMessageHandler
{
    private readonly ConcurrentQueue<PushRequest> taken = new();

    /// <summary>What they answer.</summary>
    public HttpStatusCode Answer { get; set; } = HttpStatusCode.Created;

    public IReadOnlyList<PushRequest> Taken => [.. taken];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request
            .Headers.Concat(request.Content!.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        taken.Enqueue(new PushRequest(request.RequestUri!, headers, await request.Content.ReadAsByteArrayAsync(cancellationToken)));
        return new HttpResponseMessage(Answer);
    }
}

public sealed record PushRequest(Uri Address, IReadOnlyDictionary<string, string> Headers, byte[] Body);
