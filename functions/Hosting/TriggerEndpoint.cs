using Microsoft.AspNetCore.Http.Features;

namespace MailCloud.Functions.Hosting;

/// <summary>The path at which the host invokes one function. Whatever happens, the host gets an answer that it understands.</summary>
/// <remarks>
/// The host's own calls name the path exactly. One that only becomes the path by tidying up (<c>/webmail/%2e%2e/Deliver</c>, perhaps encoded twice) was sent by
/// somebody else and passed on, and is answered as if there were nothing.
/// </remarks>
/// <param name="hostLimit">When the host would give up and restart the whole handler; an invocation ends itself before.</param>
internal sealed class TriggerEndpoint(string name, TriggerHandler handler, TimeSpan hostLimit)
{
    private readonly TimeSpan limit = hostLimit * 0.9;

    public async Task AnswerAsync(HttpContext context)
    {
        var (response, gone) = (context.Response, context.RequestAborted);
        if (!string.Equals(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, $"/{name}", StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger($"MailCloud.Functions.{name}");
        var id = context.Request.Headers[HostContract.InvocationIdHeader].ToString();
        try
        {
            if (await ReadAsync(id, context.Request, log) is not { } invocation)
            {
                await HostContract.FailAsync(response, StatusCodes.Status400BadRequest, "This is no invocation.", gone);
                return;
            }
            using var time = CancellationTokenSource.CreateLinkedTokenSource(gone);
            time.CancelAfter(limit);
            await handler(invocation, time.Token);
            await HostContract.SucceedAsync(response, gone);
        }
        catch (Exception e) when (!gone.IsCancellationRequested)
        {
            log.LogError(e, "{Function} {Id} failed", name, id);
            await HostContract.FailAsync(response, StatusCodes.Status500InternalServerError, $"{name} failed.", gone);
        }
    }

    private static async ValueTask<Invocation?> ReadAsync(string id, HttpRequest request, ILogger log)
    {
        try
        {
            return await HostContract.ReadAsync(id, request.Body, request.HttpContext.RequestAborted);
        }
        catch (Exception e) when (e is FormatException or BadHttpRequestException)
        {
            log.LogError(e, "The request {Id} is no invocation", id);
            return null;
        }
    }
}
