using Azure.Data.Tables;

namespace MailCloud.Storage.Tables;

/// <summary>
/// A row's stored body. A binary property holds 64 KiB, so a larger body is spread over <c>Body</c>, <c>Body1</c>, <c>Body2</c>, …
/// </summary>
internal static class RowBody
{
    /// <summary>The largest body of a row: a row holds 1 MiB with its keys and names.</summary>
    public const int MaxOctets = 15 * PropertyOctets;

    private const int PropertyOctets = 64 * 1024;

    public static void Set(TableEntity row, byte[] body)
    {
        if (body.Length > MaxOctets)
            throw new ArgumentException($"A row holds {MaxOctets} octets, not {body.Length}.", nameof(body));
        for (var i = 0; row.Remove(Property(i)); i++) { }
        if (body.Length <= PropertyOctets)
        {
            row[Property(0)] = body;
            return;
        }
        for (var i = 0; i * PropertyOctets < body.Length; i++)
            row[Property(i)] = body[(i * PropertyOctets)..Math.Min((i + 1) * PropertyOctets, body.Length)];
    }

    /// <exception cref="InvalidDataException">The row has no body.</exception>
    public static byte[] Get(TableEntity row) =>
        Find(row) ?? throw new InvalidDataException($"Row {row.PartitionKey} {row.RowKey} has no body.");

    /// <summary>Null: the row has no body.</summary>
    public static byte[]? Find(TableEntity row)
    {
        if (row.GetBinary(Property(0)) is not { } first)
            return null;
        if (!row.ContainsKey(Property(1)))
            return first;
        var body = new MemoryStream();
        for (var i = 0; row.TryGetValue(Property(i), out var part); i++)
            body.Write((byte[])part);
        return body.ToArray();
    }

    private static string Property(int index) => index == 0 ? "Body" : $"Body{index}";
}
