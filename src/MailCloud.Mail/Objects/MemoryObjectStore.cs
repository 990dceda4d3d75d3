using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Objects;

/// <summary>Objects in memory: for tests, and as the model of what a store does.</summary>
public sealed class MemoryObjectStore : IObjectStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<AccountId, Objects> accounts = [];

    public ValueTask<ObjectCollection> ReadAsync(AccountId account, ObjectKind kind, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var living = Find(account)?.Of(kind).Where(row => row.Body is not null).Select(row => row.ToObject()) ?? [];
            return new(new ObjectCollection(StateOf(account, kind), [.. living]));
        }
    }

    public ValueTask<StoredObject?> FindAsync(AccountId account, ObjectKind kind, string id, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(Find(account)?.Rows.GetValueOrDefault((kind, id)) is { Body: not null } row ? row.ToObject() : null);
    }

    public ValueTask<ObjectChanges?> ReadChangesAsync(AccountId account, ObjectKind kind, ulong since, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var state = StateOf(account, kind);
            // Who knows of no object misses nothing that was made and removed since.
            if (since > state || (since > 0 && since < Find(account)!.OldestOf(kind)))
                return new((ObjectChanges?)null);
            var changed = (Find(account)?.Of(kind) ?? []).Where(row => row.Changed > since).ToList();
            return new(
                new ObjectChanges(
                    state,
                    [.. changed.Where(row => row.Body is not null && row.Created > since).Select(row => row.Id)],
                    [.. changed.Where(row => row.Body is not null && row.Created <= since).Select(row => row.Id)],
                    [.. changed.Where(row => row.Body is null).Select(row => row.Id)]
                )
            );
        }
    }

    public ValueTask<ImmutableDictionary<ObjectKind, ulong>> ReadStatesAsync(AccountId account, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(Find(account)?.States.ToImmutableDictionary() ?? ImmutableDictionary<ObjectKind, ulong>.Empty);
    }

    public ValueTask<ulong?> TryCommitAsync(
        AccountId account,
        ObjectKind kind,
        IReadOnlyCollection<ObjectWrite> writes,
        CancellationToken cancellationToken
    )
    {
        ObjectWrite.Check(writes);
        lock (gate)
        {
            var objects = accounts.TryGetValue(account, out var known) ? known : accounts[account] = new Objects();
            var versions = writes.Select(write =>
                objects.Rows.GetValueOrDefault((kind, write.Id)) is { Body: not null } row ? row.Changed : 0
            );
            if (writes.Zip(versions).Any(pair => pair.First.Expected is { } expected && expected != pair.Second))
                return new((ulong?)null);
            if (writes.Count == 0)
                return new(StateOf(account, kind));
            var number = ++objects.Counter;
            foreach (var write in writes)
            {
                var old = objects.Rows.GetValueOrDefault((kind, write.Id));
                var created = old is { Body: not null } ? old.Created : number;
                objects.Rows[(kind, write.Id)] = new Row(write.Id, created, number, write.Body?.ToArray());
            }
            objects.States[kind] = number;
            objects.ForgetRemovals(kind);
            return new(number);
        }
    }

    public ValueTask RemoveAllAsync(AccountId account, CancellationToken cancellationToken)
    {
        lock (gate)
            Find(account)?.Clear();
        return ValueTask.CompletedTask;
    }

    private Objects? Find(AccountId account) => accounts.GetValueOrDefault(account);

    private ulong StateOf(AccountId account, ObjectKind kind) => Find(account)?.States.GetValueOrDefault(kind) ?? 0;

    /// <param name="Body">Null: it was removed.</param>
    private sealed record Row(string Id, ulong Created, ulong Changed, byte[]? Body)
    {
        public StoredObject ToObject() => new(Id, Created, Changed, Body);
    }

    private sealed class Objects
    {
        private readonly Dictionary<ObjectKind, ulong> oldest = [];
        private ulong start;

        public ulong Counter { get; set; }

        public Dictionary<ObjectKind, ulong> States { get; } = [];

        public Dictionary<(ObjectKind Kind, string Id), Row> Rows { get; } = [];

        public IEnumerable<Row> Of(ObjectKind kind) =>
            Rows.Where(row => row.Key.Kind == kind).Select(row => row.Value).OrderBy(row => row.Id, StringComparer.Ordinal);

        /// <summary>Changes since an older state than this are not known.</summary>
        public ulong OldestOf(ObjectKind kind) => Math.Max(start, oldest.GetValueOrDefault(kind));

        public void ForgetRemovals(ObjectKind kind)
        {
            var removed = Of(kind).Where(row => row.Body is null).OrderByDescending(row => row.Changed).Skip(ObjectLimits.RemovalsKept);
            foreach (var row in removed.ToList())
            {
                Rows.Remove((kind, row.Id));
                oldest[kind] = Math.Max(oldest.GetValueOrDefault(kind), row.Changed);
            }
        }

        /// <summary>The numbers go on, so that no state comes twice.</summary>
        public void Clear()
        {
            start = ++Counter;
            Rows.Clear();
            States.Clear();
            oldest.Clear();
        }
    }
}
