using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Objects;

/// <summary>What a commit is to do, decided against what there is.</summary>
/// <param name="there">The rows under the ids that are written.</param>
/// <param name="doomed">Rows of removed objects that go with it.</param>
internal sealed class ObjectCommit(
    AccountId account,
    ObjectKind kind,
    IReadOnlyCollection<ObjectWrite> writes,
    IReadOnlyDictionary<string, ObjectVersion> there,
    ImmutableArray<ObjectVersion> doomed
)
{
    /// <summary>What <see cref="ObjectWrite.Expected"/> is compared with.</summary>
    public static ulong VersionOf(IReadOnlyDictionary<string, ObjectVersion> there, ObjectWrite write) =>
        there.TryGetValue(write.Id, out var row) && !row.IsRemoved ? row.Changed : 0;

    /// <summary>The transaction that does it after that head.</summary>
    public ObjectTransaction After(ObjectsHead head, ETag? etag, Guid commit)
    {
        var partition = ObjectRows.Partition(account);
        var number = head.Counter + 1;
        var removed = head[kind].Removed - doomed.Length;
        var rows = new List<TableTransactionAction>(writes.Count + doomed.Length);
        foreach (var write in writes)
        {
            var isThere = VersionOf(there, write) != 0;
            var created = isThere ? there[write.Id].Created : number;
            var version = new ObjectVersion(write.Id, created, number, IsRemoved: write.Body is null);
            rows.Add(new(TableTransactionActionType.UpsertReplace, ObjectRows.Write(partition, kind, version, write.Body)));
            removed += (version.IsRemoved ? 1 : 0) - (there.TryGetValue(write.Id, out var old) && old.IsRemoved ? 1 : 0);
        }
        foreach (var row in doomed)
        {
            var key = new TableEntity(partition, ObjectRows.KeyOf(kind, row.Id));
            rows.Add(new(TableTransactionActionType.Delete, key, ETag.All));
        }
        var oldest = doomed.IsEmpty ? head[kind].Oldest : doomed[^1].Changed;
        return new ObjectTransaction(head.Next(commit, kind, new KindState(number, oldest, removed)), etag, commit, rows);
    }
}
