using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace MailCloud.Mail.Store;

/// <summary>
/// The mail store in memory: for tests and for the engines' benchmarks. It decides and folds with the code that the Azure store uses, and
/// the contract tests hold both to the same behaviour.
/// </summary>
public sealed class MemoryMailStore(TimeProvider time) : IMailStore
{
    private readonly ConcurrentDictionary<AccountId, MemoryAccount> accounts = new();
    private readonly ConcurrentDictionary<PackId, byte[]> packs = new();

    // Where the counters of removed accounts ended: no number is given twice.
    private readonly ConcurrentDictionary<AccountId, ModSeq> removals = new();

    public ValueTask<bool> CreateAccountAsync(AccountId account, CancellationToken cancellationToken)
    {
        var start = StandardMailboxes.CounterStart(time.GetUtcNow());
        if (removals.TryGetValue(account, out var ended) && ended > start)
            start = ended;
        var made = new MemoryAccount(AccountState.New(account, start));
        made.Append(StandardMailboxes.Events);
        return new(accounts.TryAdd(account, made));
    }

    public ValueTask<bool> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (!accounts.TryRemove(account, out var removed))
            return new(false);
        removals[account] = removed.State.ModSeq + 1;
        removed.Wake();
        return new(true);
    }

    public ValueTask<AccountState?> ReadAsync(AccountId account, StateDepth depth, CancellationToken cancellationToken) =>
        new(accounts.TryGetValue(account, out var found) ? found.State : null);

    public ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken) =>
        accounts.TryGetValue(account, out var found)
            ? new(found.Commit(change, time.GetUtcNow().ToUnixTimeSeconds()))
            : throw new UnknownAccountException(account);

    public async ValueTask WaitForChangeAsync(AccountId account, ModSeq known, CancellationToken cancellationToken)
    {
        if (accounts.TryGetValue(account, out var found))
            await found.WaitAsync(known, cancellationToken);
    }

    public async IAsyncEnumerable<LoggedEvent> ReadEventsAsync(
        AccountId account,
        ModSeq after,
        ModSeq through,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var reached = after;
        if (accounts.TryGetValue(account, out var found))
            foreach (var logged in found.EventsAfter(after).TakeWhile(logged => logged.First <= through))
            {
                yield return logged;
                reached = logged.Last;
            }
        if (reached < through)
            throw new EventsMissingException(account, after);
    }

    public IMessageWriter BeginMessage() => new MemoryMessageWriter(this);

    public ValueTask AddReferencesAsync(PackId pack, IReadOnlyCollection<PackReference> references, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public async ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, message.Length - offset);
        if (!packs.TryGetValue(message.Pack, out var pack))
            throw new MessageMissingException(message);
        await destination.WriteAsync(pack.AsMemory((int)(message.Offset + offset), (int)length), cancellationToken);
    }

    internal MessageReference Keep(byte[] bytes)
    {
        var pack = PackId.New(time);
        packs[pack] = bytes;
        return new MessageReference(pack, 0, bytes.Length);
    }

    private sealed class MemoryAccount(AccountState state)
    {
        private readonly Lock gate = new();
        private readonly HashSet<DeliveryKey> delivered = [];
        private readonly List<LoggedEvent> log = [];
        private TaskCompletionSource changed = NewSignal();

        public AccountState State { get; private set; } = state;

        public CommitResult Commit(MailChange change, long nowSeconds)
        {
            lock (gate)
            {
                if (change.DeliveryKey is { } key && delivered.Contains(key))
                    return new CommitResult(State, [], Refusal.AlreadyDelivered, UidSet.Empty);
                var decision = change.Decide(State, nowSeconds);
                if (decision.Refusal is { } refusal)
                    return new CommitResult(State, [], refusal, decision.Stale);

                var logged = Append(decision.Events);
                if (change.DeliveryKey is { } done && !logged.IsEmpty)
                    delivered.Add(done);
                if (!logged.IsEmpty)
                    Wake();
                return new CommitResult(State, logged, null, decision.Stale);
            }
        }

        /// <summary>Puts events into the log, in one commit, and makes the state after them.</summary>
        public ImmutableArray<LoggedEvent> Append(ImmutableArray<MailEvent> events)
        {
            lock (gate)
            {
                var commit = CommitId.New();
                var logged = ImmutableArray.CreateBuilder<LoggedEvent>(events.Length);
                var next = State;
                foreach (var e in events)
                {
                    logged.Add(new LoggedEvent(next.ModSeq + 1, commit, e));
                    next = next.Apply(logged[^1]);
                }
                log.AddRange(logged);
                State = next;
                return logged.MoveToImmutable();
            }
        }

        /// <summary>The log behind a number; empty, if no event begins right behind it.</summary>
        public IReadOnlyList<LoggedEvent> EventsAfter(ModSeq after)
        {
            lock (gate)
            {
                var first = log.FindIndex(logged => logged.First == after + 1);
                return first < 0 ? [] : log[first..];
            }
        }

        public Task WaitAsync(ModSeq known, CancellationToken cancellationToken)
        {
            lock (gate)
                return State.ModSeq > known ? Task.CompletedTask : changed.Task.WaitAsync(cancellationToken);
        }

        public void Wake()
        {
            lock (gate)
            {
                changed.SetResult();
                changed = NewSignal();
            }
        }

        // Waiters must not run inside the lock.
        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class MemoryMessageWriter(MemoryMailStore store) : IMessageWriter
    {
        private readonly MemoryStream written = new();

        public long Length => written.Length;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            written.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask<MessageReference> CompleteAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken) =>
            new(store.Keep([.. prefix.Span, .. written.ToArray()]));

        public ValueTask DisposeAsync() => written.DisposeAsync();
    }
}
