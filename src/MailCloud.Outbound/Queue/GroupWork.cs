using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Outbound.Queue;

/// <summary>
/// A group in a worker's hand: renews the claim as long as the work goes on, and records progress. When the claim has run out without being renewed, so
/// that another worker may take the group over, and when one has, <see cref="Lost"/> ends the work.
/// </summary>
internal sealed class GroupWork : IAsyncDisposable
{
    /// <summary>How long a claim holds without being renewed: so long the recipients of a killed worker wait.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);

    private readonly IOutgoingStore store;
    private readonly Guid owner;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly SemaphoreSlim gate = new(1);
    private readonly CancellationTokenSource lapsed;
    private readonly CancellationTokenSource lost;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;
    private StoredGroup current;

    public GroupWork(IOutgoingStore store, StoredGroup claimed, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        (this.store, current, this.time, this.log) = (store, claimed, time, log);
        owner = claimed.Group.Claim!.Owner;
        lapsed = new CancellationTokenSource(claimed.Group.Claim.Until - time.GetUtcNow(), time);
        lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lapsed.Token);
        renewing = RenewAsync();
    }

    /// <summary>Ends when the caller wants it, or when somebody else has the group or may have it.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>The claim ran out, since storage took no renewal.</summary>
    public bool HasLapsed => lapsed.IsCancellationRequested;

    public OutgoingGroup Group => current.Group;

    public static Claim NewClaim(Guid owner, DateTimeOffset now) => new(owner, now + Lease);

    /// <summary>Records a change, decided on the newest state: an operator may have changed the group meanwhile.</summary>
    /// <exception cref="ClaimLostException">Somebody else has the group.</exception>
    /// <exception cref="StoreUnavailableException">Not recorded, as far as is known.</exception>
    public Task<OutgoingGroup> ChangeAsync(Func<OutgoingGroup, OutgoingGroup> change) => ChangeAsync(change, evenIfLost: false);

    /// <summary>Records what is true whoever has the group.</summary>
    /// <exception cref="ClaimLostException">The group is not there any more.</exception>
    /// <exception cref="StoreUnavailableException">Not recorded, as far as is known.</exception>
    public Task<OutgoingGroup> ChangeEvenIfLostAsync(Func<OutgoingGroup, OutgoingGroup> change) => ChangeAsync(change, evenIfLost: true);

    private async Task<OutgoingGroup> ChangeAsync(Func<OutgoingGroup, OutgoingGroup> change, bool evenIfLost)
    {
        // What another server has answered is recorded even if the worker is told to stop.
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            while (true)
            {
                var changed = change(current.Group);
                if (await store.TryReplaceAsync(changed, current.Version, CancellationToken.None) is { } stored)
                    return (current = stored).Group;
                var now = await store.FindAsync(current.Group.Key, CancellationToken.None);
                if (now is null || (!evenIfLost && now.Group.Claim?.Owner != owner))
                    throw await LoseAsync();
                current = now;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewing;
        ended.Dispose();
        lost.Dispose();
        lapsed.Dispose();
        gate.Dispose();
    }

    private async Task<ClaimLostException> LoseAsync()
    {
        await lost.CancelAsync();
        return new ClaimLostException(current.Group.Key);
    }

    private async Task RenewAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Lease / 3, time);
            while (await timer.WaitForNextTickAsync(ended.Token))
                await RenewOnceAsync();
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
        catch (ClaimLostException)
        {
            // The work hears of it through Lost.
        }
    }

    private async Task RenewOnceAsync()
    {
        try
        {
            var renewed = await ChangeAsync(group => group with { Claim = group.Claim is null ? null : NewClaim(owner, time.GetUtcNow()) });
            lapsed.CancelAfter(renewed.Claim is { } claim ? claim.Until - time.GetUtcNow() : Timeout.InfiniteTimeSpan);
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "{Group}: the claim could not be renewed; somebody else may take the group over", current.Group.Key);
        }
    }
}

/// <summary>Another worker has taken the group over.</summary>
internal sealed class ClaimLostException(GroupKey group) : Exception($"{group} is in another worker's hand.");
