using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MailCloud.Functions.Hosting;

namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>
/// As much of the Functions host as a custom handler can tell: starts the published program and starts it again when it dies, sends it invocations,
/// and judges its answers. It is stricter in one thing: what would make the real host hang or give up is a violation.
/// </summary>
internal sealed class MiniFunctionsHost : IAsyncDisposable
{
    private readonly PublishedHandler handler;
    private readonly Dictionary<string, string> settings;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<string> violations = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Task supervision;
    private TaskCompletionSource<HandlerProcess> ready = NewSignal();
    private HandlerProcess? newest;

    private MiniFunctionsHost(PublishedHandler handler, Dictionary<string, string> settings)
    {
        this.handler = handler;
        this.settings = settings;
        supervision = SuperviseAsync();
    }

    /// <summary>Breaches of the contract between host and handler; a test ends with none.</summary>
    public IReadOnlyCollection<string> Violations => violations;

    public int Starts { get; private set; }

    /// <summary>What the newest handler has said so far, ready or not.</summary>
    public string Output => newest?.Output ?? "";

    /// <param name="settings">Application settings, which the handler sees as its environment.</param>
    public static async Task<MiniFunctionsHost> StartAsync(PublishedHandler handler, Dictionary<string, string> settings)
    {
        var host = Begin(handler, settings);
        await host.ReadyAsync();
        return host;
    }

    /// <summary>The same, without waiting for the handler.</summary>
    public static MiniFunctionsHost Begin(PublishedHandler handler, Dictionary<string, string> settings) => new(handler, settings);

    /// <summary>The handler that answers now; waits while it starts.</summary>
    public Task<HandlerProcess> ReadyAsync() => ready.Task;

    /// <exception cref="FunctionFailedException">The handler said so, or died, or answered what the host does not understand.</exception>
    public async Task InvokeAsync(string function, string envelope, CancellationToken cancellationToken)
    {
        var process = await ReadyAsync();
        // Without a known length, so that it travels in chunks.
        using var body = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(envelope)));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(process.Address, function)) { Content = body };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add(HostContract.InvocationIdHeader, Guid.NewGuid().ToString());
        request.Headers.Add("X-Azure-Functions-HostVersion", "4.1000.0.0");
        try
        {
            using var answer = await client.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var verdict = Judge(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, text);
            if (verdict == Verdict.Violation)
                violations.Enqueue($"{function} answered {(int)answer.StatusCode} with '{text}' instead of an empty object as JSON.");
            if (verdict != Verdict.Success)
                throw new FunctionFailedException($"{function} answered {(int)answer.StatusCode}: {text}");
        }
        catch (HttpRequestException e)
        {
            throw new FunctionFailedException($"{function} gave no answer.", e);
        }
    }

    /// <summary>What the host makes of an answer. One that it would wait on until the function's time is over is a violation.</summary>
    public static Verdict Judge(HttpStatusCode status, string? mediaType, string body)
    {
        if (status is not (HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent))
            return Verdict.Failure;
        return status != HttpStatusCode.NoContent && mediaType is "application/json" && body is "{}" ? Verdict.Success : Verdict.Violation;
    }

    /// <summary>Kills the handler in the middle of whatever it does, and returns when its successor answers.</summary>
    public async Task KillHandlerAsync()
    {
        var process = await ReadyAsync();
        var successor = ready = NewSignal();
        process.Kill();
        await successor.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        client.Dispose();
        stopping.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            await using var process = newest = HandlerProcess.Start(handler, settings);
            Starts++;
            try
            {
                await process.AnswersAsync(client, stopping.Token);
                ready.TrySetResult(process);
                if (await process.ExitAsync(stopping.Token) == 0)
                {
                    violations.Enqueue("The handler ended with exit code 0, after which the host does not start it again.");
                    ready = NewSignal();
                    ready.SetException(new InvalidOperationException(violations.Last()));
                    return;
                }
                if (ready.Task.IsCompleted)
                    ready = NewSignal();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                ready.TrySetException(new InvalidOperationException($"The handler did not start:\n{process.Output}", e));
                return;
            }
        }
    }

    private static TaskCompletionSource<HandlerProcess> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What an answer of the handler means.</summary>
public enum Verdict
{
    Success,
    Failure,
    Violation,
}

/// <summary>An invocation that the host counts as failed.</summary>
internal sealed class FunctionFailedException(string message, Exception? inner = null) : Exception(message, inner);
