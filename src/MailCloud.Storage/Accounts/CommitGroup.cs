using System.Collections.Immutable;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Accounts;

/// <summary>A change that waits to be committed.</summary>
internal sealed class OpenChange(Pending<MailChange, CommitResult> pending)
{
    public Pending<MailChange, CommitResult> Pending { get; } = pending;

    public MailChange Change => Pending.Request;

    /// <summary>Storage has the mark of its delivery.</summary>
    public bool IsDelivered { get; set; }
}

/// <summary>
/// Changes decided one after the other against a state, each against what the one before it made, to be committed in one transaction. Those that do
/// not fit any more are left out, and wait for the next.
/// </summary>
internal sealed class CommitGroup
{
    private readonly Snapshot before;
    private readonly List<(OpenChange Change, CommitResult Result)> decided = [];
    private readonly List<EncodedEvent> events = [];
    private readonly List<DeliveryKey> deliveries = [];
    private readonly List<OpenChange> refusedDeliveries = [];
    private readonly CommitId commit = CommitId.New();
    private AccountState state;
    private long octets;

    public CommitGroup(Snapshot before, IEnumerable<OpenChange> changes, long nowSeconds)
    {
        this.before = before;
        state = before.State;
        foreach (var change in changes)
            if (!Add(change, nowSeconds))
                break;
    }

    public bool HasEvents => events.Count > 0;

    /// <summary>
    /// Deliveries that the state does not allow. The transaction has no mark of theirs, so that storage does not say whether one was done before, when the state
    /// allowed it.
    /// </summary>
    public IReadOnlyList<OpenChange> RefusedDeliveries => refusedDeliveries;

    public IEnumerable<OpenChange> Changes => decided.Select(pair => pair.Change);

    public AccountTransaction ToTransaction() =>
        new()
        {
            After = new Snapshot(state, before.Log.Grown(events.Count, events.Sum(e => (long)e.Body.Length)), ETag: null),
            Replaces = before.ETag ?? throw new InvalidOperationException("A commit names the head row that it replaces."),
            Commit = commit,
            Events = [.. events],
            Deliveries = [.. deliveries],
        };

    /// <summary>Answers the changes: what was decided is so.</summary>
    public void Complete()
    {
        foreach (var (change, result) in decided)
            change.Pending.TrySetResult(result);
    }

    /// <summary>False: there is no room for it in this group.</summary>
    private bool Add(OpenChange open, long nowSeconds)
    {
        var key = open.Change.DeliveryKey;
        if (open.IsDelivered || (key is { } known && deliveries.Contains(known)))
        {
            Refuse(open, Refusal.AlreadyDelivered, UidSet.Empty);
            return true;
        }
        Decision decision;
        List<EncodedEvent> its;
        CommitResult result;
        try
        {
            decision = open.Change.Decide(state, nowSeconds);
            its = [.. Encode(decision.Events)];
            var after = its.Aggregate(state, (next, e) => next.Apply(e.Logged));
            result = new CommitResult(after, Number(decision.Events), null, decision.Stale);
        }
        catch (Exception e)
        {
            // A change that cannot be decided fails alone.
            open.Pending.TrySetException(e);
            return true;
        }
        if (decision.Refusal is { } refusal)
        {
            if (key is not null)
                refusedDeliveries.Add(open);
            Refuse(open, refusal, decision.Stale);
        }
        else if (its.Any(e => e.Body.Length > RowBody.MaxOctets) || !Fits(its, ofRows: 1, ofOctets: 0))
            Refuse(open, Refusal.TooLarge, decision.Stale);
        else if (!Fits(its, 1 + events.Count + deliveries.Count, octets))
            return false;
        else
            Take(open, its, result);
        return true;
    }

    // Room for the head row and the change's mark is kept free.
    private static bool Fits(List<EncodedEvent> its, int ofRows, long ofOctets) =>
        ofRows + its.Count + 1 <= EntityGroup.MaxRows
        && ofOctets + its.Sum(e => (long)e.Body.Length) <= EntityGroup.MaxBodyOctets - RowBody.MaxOctets;

    /// <summary>The events as the log holds them, the large ones in parts.</summary>
    private IEnumerable<EncodedEvent> Encode(ImmutableArray<MailEvent> decided) =>
        Number(decided.SelectMany(EventLimits.Split)).Select(logged => new EncodedEvent(logged, EventFormat.Encode(logged)));

    private ImmutableArray<LoggedEvent> Number(IEnumerable<MailEvent> decided)
    {
        var logged = ImmutableArray.CreateBuilder<LoggedEvent>();
        var next = state.ModSeq + 1;
        foreach (var e in decided)
        {
            logged.Add(new LoggedEvent(next, commit, e));
            next = logged[^1].Last + 1;
        }
        return logged.ToImmutable();
    }

    private void Refuse(OpenChange open, Refusal refusal, UidSet stale) => decided.Add((open, new CommitResult(state, [], refusal, stale)));

    private void Take(OpenChange open, List<EncodedEvent> its, CommitResult result)
    {
        state = result.State;
        events.AddRange(its);
        octets += its.Sum(e => (long)e.Body.Length);
        if (its.Count > 0 && open.Change.DeliveryKey is { } key)
            deliveries.Add(key);
        decided.Add((open, result));
    }
}
