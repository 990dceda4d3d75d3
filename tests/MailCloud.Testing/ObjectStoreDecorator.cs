using System.Collections.Immutable;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Testing;

/// <summary>An object store that does what another does; tests change some of it.</summary>
public abstract class ObjectStoreDecorator(IObjectStore inner) : IObjectStore
{
    public virtual ValueTask<ObjectCollection> ReadAsync(AccountId account, ObjectKind kind, CancellationToken cancellationToken) =>
        inner.ReadAsync(account, kind, cancellationToken);

    public virtual ValueTask<StoredObject?> FindAsync(AccountId account, ObjectKind kind, string id, CancellationToken cancellationToken) =>
        inner.FindAsync(account, kind, id, cancellationToken);

    public virtual ValueTask<ObjectChanges?> ReadChangesAsync(
        AccountId account,
        ObjectKind kind,
        ulong since,
        CancellationToken cancellationToken
    ) => inner.ReadChangesAsync(account, kind, since, cancellationToken);

    public virtual ValueTask<ImmutableDictionary<ObjectKind, ulong>> ReadStatesAsync(
        AccountId account,
        CancellationToken cancellationToken
    ) => inner.ReadStatesAsync(account, cancellationToken);

    public virtual ValueTask<ulong?> TryCommitAsync(
        AccountId account,
        ObjectKind kind,
        IReadOnlyCollection<ObjectWrite> writes,
        CancellationToken cancellationToken
    ) => inner.TryCommitAsync(account, kind, writes, cancellationToken);

    public virtual ValueTask RemoveAllAsync(AccountId account, CancellationToken cancellationToken) =>
        inner.RemoveAllAsync(account, cancellationToken);
}
