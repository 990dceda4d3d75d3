using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Core;

/// <summary>What happened to an account's mail since a state (RFC 8620 §5.2).</summary>
internal static class MailLog
{
    /// <summary>A client that is further behind is better served with everything anew.</summary>
    private const ulong MaxNumbers = 10_000;

    /// <summary>The events from a client's state to the present one.</summary>
    /// <exception cref="MethodException">The client gives no state, or one that the log does not lead on from.</exception>
    public static async ValueTask<ImmutableArray<LoggedEvent>> ReadAsync(
        MethodCall call,
        AccountState now,
        string? sinceState,
        CancellationToken cancellationToken
    )
    {
        if (sinceState is null)
            throw MethodException.InvalidArguments("The state is missing.");
        if (JmapIds.ParseState(sinceState) is not { } since || since > now.ModSeq || now.ModSeq.Value - since.Value > MaxNumbers)
            throw MethodException.CannotCalculateChanges();
        var events = ImmutableArray.CreateBuilder<LoggedEvent>();
        try
        {
            await foreach (var logged in call.Server.Store.ReadEventsAsync(call.Account, since, now.ModSeq, cancellationToken))
                events.Add(logged);
        }
        catch (EventsMissingException)
        {
            throw MethodException.CannotCalculateChanges();
        }
        return events.DrainToImmutable();
    }
}
