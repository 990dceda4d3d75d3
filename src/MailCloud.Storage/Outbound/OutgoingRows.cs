using Azure.Data.Tables;
using MailCloud.Mail.Outgoing;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Outbound;

/// <summary>
/// Rows of table <c>outbound</c>: PartitionKey message, RowKey destination and part. Beside the body, columns to look by: <c>IsOpen</c>, and as
/// <c>Time</c> when it is the turn of an open group, and when one that is not was done.
/// </summary>
internal static class OutgoingRows
{
    private const string IsOpen = "IsOpen";
    private const string Time = "Time";

    /// <summary>Identifies the call that wrote the row.</summary>
    private const string WrittenBy = "WrittenBy";

    public static (string Partition, string Row) KeyOf(GroupKey key) =>
        (key.Message.ToString(), $"{KeyEncoding.Encode(key.Destination)}-{key.Part:D4}");

    public static TableEntity Write(OutgoingGroup group, Guid call)
    {
        var (partition, rowKey) = KeyOf(group.Key);
        var row = new TableEntity(partition, rowKey)
        {
            [IsOpen] = group.Done is null,
            [Time] = group.Done ?? group.Due,
            [WrittenBy] = call,
        };
        RowBody.Set(row, OutgoingFormat.Encode(group));
        return row;
    }

    public static StoredGroup Read(TableEntity row) => new(OutgoingFormat.Decode(RowBody.Get(row)), row.ETag.ToString());

    public static bool IsWrittenBy(TableEntity row, Guid call) => row.GetGuid(WrittenBy) == call;

    public static string OfMessage(OutgoingId message) => TableClient.CreateQueryFilter($"PartitionKey eq {message.ToString()}");

    public static string DueBefore(DateTimeOffset time) => TableClient.CreateQueryFilter($"IsOpen eq true and Time lt {time}");

    public static string DoneBefore(DateTimeOffset time) => TableClient.CreateQueryFilter($"IsOpen eq false and Time lt {time}");
}
