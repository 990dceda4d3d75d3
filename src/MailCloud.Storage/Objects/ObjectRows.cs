using Azure.Data.Tables;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Objects;

/// <summary>An object's row without its content.</summary>
/// <param name="IsRemoved">The object is gone; the row says since when.</param>
internal readonly record struct ObjectVersion(string Id, ulong Created, ulong Changed, bool IsRemoved);

/// <summary>Rows of table <c>objects</c>: PartitionKey account, RowKey <see cref="Head"/>, or kind and id.</summary>
internal static class ObjectRows
{
    public const string Head = "head";

    private const string Created = "Created";
    private const string Changed = "Changed";
    private const string Removed = "Removed";

    /// <summary>The columns of an <see cref="ObjectVersion"/>.</summary>
    public static readonly string[] VersionColumns = [nameof(TableEntity.RowKey), Created, Changed, Removed];

    public static string Partition(AccountId account) => KeyEncoding.Encode(account.Value);

    // Kinds are of lower-case letters alone, so no head is taken for an object, nor one kind for another.
    public static string KeyOf(ObjectKind kind, string id) => $"{kind.Name}-{id}";

    public static TableEntity WriteHead(string partition, ObjectsHead head)
    {
        var row = new TableEntity(partition, Head);
        RowBody.Set(row, ObjectFormat.Encode(head));
        return row;
    }

    public static TableEntity Write(string partition, ObjectKind kind, ObjectVersion version, ReadOnlyMemory<byte>? content)
    {
        var row = new TableEntity(partition, KeyOf(kind, version.Id))
        {
            [Created] = (long)version.Created,
            [Changed] = (long)version.Changed,
            [Removed] = version.IsRemoved,
        };
        if (content is { } octets)
            RowBody.Set(row, ObjectFormat.Encode(octets));
        return row;
    }

    public static ObjectVersion ReadVersion(ObjectKind kind, TableEntity row) =>
        new(
            row.RowKey[(kind.Name.Length + 1)..],
            (ulong)(row.GetInt64(Created) ?? throw Damage(row)),
            (ulong)(row.GetInt64(Changed) ?? throw Damage(row)),
            row.GetBoolean(Removed) ?? throw Damage(row)
        );

    public static StoredObject Read(ObjectKind kind, TableEntity row)
    {
        var version = ReadVersion(kind, row);
        return new StoredObject(version.Id, version.Created, version.Changed, ObjectFormat.DecodeContent(RowBody.Get(row)));
    }

    /// <summary>The objects that are there, and whatever was changed after <paramref name="state"/>.</summary>
    public static string LivingOrNewer(AccountId account, ObjectKind kind, ulong state) =>
        $"{OfKind(account, kind)} and ({Removed} eq false or {NewerThan(state)})";

    public static string Newer(AccountId account, ObjectKind kind, ulong state) => $"{OfKind(account, kind)} and {NewerThan(state)}";

    public static string OfRemoved(AccountId account, ObjectKind kind) => $"{OfKind(account, kind)} and {Removed} eq true";

    public static string AllButHead(AccountId account) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition(account)} and RowKey ne {Head}");

    private static string NewerThan(ulong state) => TableClient.CreateQueryFilter($"Changed gt {(long)state}");

    // The character after '-' ends the range.
    private static string OfKind(AccountId account, ObjectKind kind) =>
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition(account)} and RowKey gt {kind.Name + "-"} and RowKey lt {kind.Name + "."}"
        );

    private static InvalidDataException Damage(TableEntity row) =>
        new($"Row {row.PartitionKey} {row.RowKey} of the objects has no versions.");
}
