using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>What happens to a request.</summary>
public enum Fault
{
    /// <summary>No connection: storage never sees it.</summary>
    NotSent,

    /// <summary>Storage does it; the answer is lost.</summary>
    AnswerLost,

    /// <summary>The answer is lost, and storage does it only a while later, when its sender has tried again.</summary>
    ArrivesLate,

    /// <summary>Storage is busy (503) and does not do it.</summary>
    Busy,

    /// <summary>Storage does it and answers that something went wrong (500).</summary>
    FailsAfterwards,

    /// <summary>It takes a while.</summary>
    Slow,
}

/// <summary>
/// Makes storage fail as networks and services do, at a chosen request of those that pass. The announcements of the beacon, which are made beside
/// everything else, pass untouched and uncounted.
/// </summary>
public sealed class FaultPolicy : HttpPipelinePolicy
{
    private static readonly HttpClient Latecomers = new();

    private readonly Lock gate = new();
    private readonly List<Task> late = [];
    private Fault fault;
    private int first;
    private int last;
    private int seen;

    /// <summary>Requests that failed since it was armed.</summary>
    public int Fired { get; private set; }

    /// <summary>Requests since the last reset.</summary>
    public int Count { get; private set; }

    public void Reset()
    {
        lock (gate)
            Count = 0;
    }

    /// <summary>From now on, request number <paramref name="at"/> (from 1) and <paramref name="more"/> after it fail.</summary>
    public void Arm(Fault kind, int at, int more = 0)
    {
        lock (gate)
            (fault, first, last, seen, Fired) = (kind, at, at + more, 0, 0);
    }

    /// <summary>Storage is well again; what was late has arrived.</summary>
    public async Task DisarmAsync()
    {
        Task[] all;
        lock (gate)
        {
            (first, last) = (0, 0);
            all = [.. late];
            late.Clear();
        }
        await Task.WhenAll(all);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("All calls are asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (await IsOfBeaconAsync(message.Request) || !IsDue())
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }
        switch (fault)
        {
            case Fault.NotSent:
                throw new RequestFailedException("No connection, as the test wants it.");
            case Fault.AnswerLost:
                await ProcessNextAsync(message, pipeline);
                throw new IOException("The connection was reset, as the test wants it.");
            case Fault.ArrivesLate:
                var copy = await CopyAsync(message.Request);
                lock (gate)
                    late.Add(SendLateAsync(copy));
                throw new IOException("The connection was reset, as the test wants it.");
            case Fault.Busy:
                message.Response = new FailedResponse(503);
                break;
            case Fault.FailsAfterwards:
                await ProcessNextAsync(message, pipeline);
                message.Response = new FailedResponse(500);
                break;
            case Fault.Slow:
                await Task.Delay(100);
                await ProcessNextAsync(message, pipeline);
                break;
            default:
                throw new InvalidOperationException($"There is no fault {fault}.");
        }
    }

    private bool IsDue()
    {
        lock (gate)
        {
            Count++;
            if (first == 0)
                return false;
            seen++;
            if (seen < first || seen > last)
                return false;
            Fired++;
            return true;
        }
    }

    private static async Task<bool> IsOfBeaconAsync(Request request)
    {
        var path = request.Uri.ToString();
        if (path.Contains("/beacon", StringComparison.Ordinal))
            return true;
        return path.EndsWith("$batch", StringComparison.Ordinal)
            && Encoding.UTF8.GetString(await BodyAsync(request)).Contains("/beacon", StringComparison.Ordinal);
    }

    private static async Task<byte[]> BodyAsync(Request request)
    {
        var body = new MemoryStream();
        if (request.Content is { } content)
            await content.WriteToAsync(body, CancellationToken.None);
        return body.ToArray();
    }

    private static async Task<HttpRequestMessage> CopyAsync(Request request)
    {
        var copy = new HttpRequestMessage(new HttpMethod(request.Method.Method), request.Uri.ToUri());
        if (request.Content is not null)
            copy.Content = new ByteArrayContent(await BodyAsync(request));
        foreach (var header in request.Headers)
            if (!copy.Headers.TryAddWithoutValidation(header.Name, header.Value))
                copy.Content?.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return copy;
    }

    private static async Task SendLateAsync(HttpRequestMessage request)
    {
        await Task.Delay(Random.Shared.Next(5, 300));
        // Whatever storage says now, nobody listens; but it was the real request.
        using var answer = await Latecomers.SendAsync(request);
        Assert.NotEqual(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
    }

    /// <summary>An answer without a body.</summary>
    private sealed class FailedResponse(int status) : Response
    {
        public override int Status => status;

        public override bool IsError => true;

        public override string ReasonPhrase => "As the test wants it";

        public override Stream? ContentStream { get; set; } = new MemoryStream();

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose() { }

        protected override bool ContainsHeader(string name) => false;

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

        protected override bool TryGetHeader(string name, out string value)
        {
            value = "";
            return false;
        }

        protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
        {
            values = [];
            return false;
        }
    }
}
