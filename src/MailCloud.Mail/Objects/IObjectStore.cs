using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Objects;

/// <summary>
/// What an account has besides mail: identities, contacts, rules, sessions. Each is an object with an id and a body that only its own code reads. Objects have one
/// counter for the account, which is not that of its mail: the number of an object's last change, and of an object's removal, tells what changed since when.
/// </summary>
/// <remarks>
/// Every method may throw <see cref="StoreUnavailableException"/>; a commit then stands whole or not at all. Implementations: <see cref="MemoryObjectStore"/>
/// and the one in tables, under one contract test suite. An account that is not there has no objects.
/// </remarks>
public interface IObjectStore
{
    /// <summary>All objects of a kind, ordered by id.</summary>
    ValueTask<ObjectCollection> ReadAsync(AccountId account, ObjectKind kind, CancellationToken cancellationToken);

    /// <summary>One object; null: there is none.</summary>
    ValueTask<StoredObject?> FindAsync(AccountId account, ObjectKind kind, string id, CancellationToken cancellationToken);

    /// <summary>What happened to the objects of a kind since a state. Null: that is no longer known, or never was a state.</summary>
    ValueTask<ObjectChanges?> ReadChangesAsync(AccountId account, ObjectKind kind, ulong since, CancellationToken cancellationToken);

    /// <summary>
    /// The states of all kinds that the account ever had objects of. It costs one small read, so that somebody who waits for changes can ask often.
    /// </summary>
    ValueTask<ImmutableDictionary<ObjectKind, ulong>> ReadStatesAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>
    /// Writes objects of a kind, all or none. Refused (null) if an object's <see cref="ObjectWrite.Expected"/> is not what is there.
    /// </summary>
    /// <returns>The state after it: the number of the change.</returns>
    /// <exception cref="ArgumentException">There are more than <see cref="ObjectLimits.MaxWrites"/>, or a body or id is too long.</exception>
    ValueTask<ulong?> TryCommitAsync(
        AccountId account,
        ObjectKind kind,
        IReadOnlyCollection<ObjectWrite> writes,
        CancellationToken cancellationToken
    );

    /// <summary>Removes all objects of an account, for good. States from before are then unknown ones, also when the account comes again.</summary>
    ValueTask RemoveAllAsync(AccountId account, CancellationToken cancellationToken);
}

/// <summary>What sort of object it is: a short name in lower-case letters, part of the key it is stored under.</summary>
public readonly record struct ObjectKind(string Name)
{
    public override string ToString() => Name;
}

/// <summary>An object as it is kept.</summary>
/// <param name="Id">Of letters, digits, <c>-</c> and <c>_</c> (RFC 8620 §1.2).</param>
/// <param name="Created">The number of the change that made it.</param>
/// <param name="Changed">The number of its last change; names its version.</param>
public sealed record StoredObject(string Id, ulong Created, ulong Changed, ReadOnlyMemory<byte> Body);

/// <param name="State">The number of the last change of an object of this kind; 0: there never was one.</param>
public sealed record ObjectCollection(ulong State, ImmutableArray<StoredObject> Objects);

/// <param name="State">The state that these lead to.</param>
/// <param name="Created">Ids of objects that are there now and were not then.</param>
/// <param name="Updated">Ids of objects that were there then and have changed.</param>
/// <param name="Removed">Ids of objects that were there then, or came after, and are gone.</param>
public sealed record ObjectChanges(
    ulong State,
    ImmutableArray<string> Created,
    ImmutableArray<string> Updated,
    ImmutableArray<string> Removed
);

/// <summary>One object to write.</summary>
/// <param name="Body">Null: remove it.</param>
/// <param name="Expected">What its <see cref="StoredObject.Changed"/> has to be; 0: it must not be there; null: whatever it is.</param>
public sealed record ObjectWrite(string Id, ReadOnlyMemory<byte>? Body, ulong? Expected = null)
{
    /// <summary>What every store checks before it writes.</summary>
    /// <exception cref="ArgumentException">A limit is passed, or an id is there twice.</exception>
    public static void Check(IReadOnlyCollection<ObjectWrite> writes)
    {
        if (writes.Count > ObjectLimits.MaxWrites)
            throw new ArgumentException($"A commit may write {ObjectLimits.MaxWrites} objects.", nameof(writes));
        if (writes.Any(write => !IsId(write.Id) || write.Body is { Length: > ObjectLimits.MaxBody }))
            throw new ArgumentException("An object's id or body is not allowed.", nameof(writes));
        if (writes.DistinctBy(write => write.Id, StringComparer.Ordinal).Count() != writes.Count)
            throw new ArgumentException("A commit names an object twice.", nameof(writes));
    }

    /// <summary>Whether an object may be called so.</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= ObjectLimits.MaxId && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}

public static class ObjectLimits
{
    /// <summary>Octets of an object's body.</summary>
    public const int MaxBody = 60 * 1024;

    /// <summary>Characters of an id.</summary>
    public const int MaxId = 255;

    /// <summary>Objects in one commit.</summary>
    public const int MaxWrites = 40;

    /// <summary>Removed objects of one kind that are remembered for <see cref="IObjectStore.ReadChangesAsync"/> at least; the oldest are forgotten first.</summary>
    public const int RemovalsKept = 500;

    /// <summary>Objects of one kind that an account may have; who writes them refuses more.</summary>
    public const int MaxObjects = 10_000;
}
