using Azure.Data.Tables;
using Google.Protobuf;
using Proto = MailCloud.Storage.Format.Proto;

namespace MailCloud.Storage.Backup;

/// <summary>Rows of tables as a backup keeps them; see <c>backup.proto</c>.</summary>
internal static class BackupRows
{
    public static Proto.BackupRow Encode(TableEntity row)
    {
        var encoded = new Proto.BackupRow { PartitionKey = row.PartitionKey, RowKey = row.RowKey };
        foreach (var (name, value) in row)
            if (name is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag") && value is not null)
                encoded.Columns.Add(Encode(name, value));
        return encoded;
    }

    public static TableEntity Decode(Proto.BackupRow encoded)
    {
        var row = new TableEntity(encoded.PartitionKey, encoded.RowKey);
        foreach (var column in encoded.Columns)
            row[column.Name] = Decode(column);
        return row;
    }

    private static Proto.BackupColumn Encode(string name, object value)
    {
        var column = new Proto.BackupColumn { Name = name };
        switch (value)
        {
            case string text:
                column.Text = text;
                break;
            case byte[] octets:
                column.Octets = ByteString.CopyFrom(octets);
                break;
            case bool flag:
                column.Flag = flag;
                break;
            case int number:
                column.Int32 = number;
                break;
            case long number:
                column.Int64 = number;
                break;
            case double number:
                column.Real = number;
                break;
            case DateTimeOffset time:
                column.Time = time.UtcTicks;
                break;
            case Guid id:
                column.Guid = id.ToString("N");
                break;
            default:
                throw new InvalidDataException($"A backup does not know how to keep a {value.GetType().Name}, which is column {name}.");
        }
        return column;
    }

    private static object Decode(Proto.BackupColumn column) =>
        column.ValueCase switch
        {
            Proto.BackupColumn.ValueOneofCase.Text => column.Text,
            Proto.BackupColumn.ValueOneofCase.Octets => column.Octets.ToByteArray(),
            Proto.BackupColumn.ValueOneofCase.Flag => column.Flag,
            Proto.BackupColumn.ValueOneofCase.Int32 => column.Int32,
            Proto.BackupColumn.ValueOneofCase.Int64 => column.Int64,
            Proto.BackupColumn.ValueOneofCase.Real => column.Real,
            Proto.BackupColumn.ValueOneofCase.Time => new DateTimeOffset(column.Time, TimeSpan.Zero),
            Proto.BackupColumn.ValueOneofCase.Guid => Guid.ParseExact(column.Guid, "N"),
            _ => throw new InvalidDataException($"Column {column.Name} of a backup has no value."),
        };
}
