using System.Security.Claims;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Push;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace MailCloud.Jmap.Http;

/// <summary>Tells a client of changes as they happen (RFC 8620 §7.3). A stream ends after a while, and the client comes back.</summary>
internal sealed class EventEndpoint(JmapServer server)
{
    /// <summary>What carries our answers may end them after 230 seconds.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(215);

    /// <summary>How often it is looked whether the session that a stream was opened in is over.</summary>
    private static readonly TimeSpan SessionInterval = TimeSpan.FromSeconds(10);

    private const int MaxStreams = 20;

    private readonly ConcurrencyLimit running = new(MaxStreams);

    public async Task AnswerAsync(HttpContext context)
    {
        using var place = running.TryEnter(context.Account()) ?? throw RequestException.TooManyRequests();
        var types = TypesOf(context.Request.Query["types"]);
        var closesAfterState = string.Equals(context.Request.Query["closeafter"], "state", StringComparison.Ordinal);
        var watch = await StateWatch.StartAsync(server, context.Account(), types, context.RequestAborted);
        if (watch is null)
        {
            await Problem.NotFoundAsync(context, "There is no such account.");
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var timer = server.Time.CreateTimer(_ => ending.Cancel(), null, Lifetime, Timeout.InfiniteTimeSpan);
        var events = new EventWriter(context.Response.BodyWriter, server.Time, PingOf(context.Request.Query["ping"]));
        var session = EndWithSessionAsync(context.RequestServices.GetService<ISessionCheck>(), context.User, ending);
        try
        {
            await events.BeginAsync(ending.Token);
            await TellAsync(watch, events, context.Request.Headers["Last-Event-ID"], closesAfterState, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Its time is over, or the client has gone.
        }
        catch (StoreUnavailableException)
        {
            // The client comes back, and is told then.
        }
        finally
        {
            await ending.CancelAsync();
            await session;
        }
    }

    /// <summary>Ends a stream when its session is over.</summary>
    /// <param name="check">Null: there are no sessions.</param>
    private async Task EndWithSessionAsync(ISessionCheck? check, ClaimsPrincipal user, CancellationTokenSource ending)
    {
        while (check is not null && !ending.IsCancellationRequested)
            try
            {
                await Task.Delay(SessionInterval, server.Time, ending.Token);
                if (await check.IsOverAsync(user, ending.Token))
                    await ending.CancelAsync();
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                // It is asked again.
            }
    }

    private static async Task TellAsync(
        StateWatch watch,
        EventWriter events,
        string? lastId,
        bool closesAfterState,
        CancellationToken cancellationToken
    )
    {
        // A client that comes back has missed what changed in between; a new one learns where it stands, unless it would then have to come back.
        var isBehind = lastId is null ? !closesAfterState : !string.Equals(lastId, watch.States.Id, StringComparison.Ordinal);
        if (isBehind && !watch.States.IsEmpty)
        {
            await events.WriteAsync(watch.States, watch.States.Id, cancellationToken);
            if (closesAfterState)
                return;
        }
        while (true)
        {
            var change = watch.NextAsync(cancellationToken);
            await events.PingUntilAsync(change, cancellationToken);
            if (await change is not { } changed)
                return;
            await events.WriteAsync(changed, watch.States.Id, cancellationToken);
            if (closesAfterState)
                return;
        }
    }

    private static HashSet<string> TypesOf(string? text) =>
        text is null or "" or "*" ? [.. StateTypes.All] : text.Split(',').Where(StateTypes.All.Contains).ToHashSet(StringComparer.Ordinal);

    /// <summary>The time between pings. Null: none are wanted.</summary>
    private static TimeSpan? PingOf(string? text) =>
        int.TryParse(text, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(Math.Clamp(seconds, 5, 120)) : null;
}
