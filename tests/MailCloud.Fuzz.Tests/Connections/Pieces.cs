namespace MailCloud.Fuzz.Tests.Connections;

/// <summary>Octets cut into pieces: what is read must not depend on where.</summary>
internal static class Pieces
{
    /// <summary>All in one.</summary>
    public static ReadOnlyMemory<byte>[] Whole(byte[] octets) => octets.Length == 0 ? [] : [octets];

    /// <summary>Pieces of other lengths, the same ones for the same octets: many of a single octet, some long ones.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(byte[] octets)
    {
        var random = new Random(octets.Aggregate(octets.Length, (hash, octet) => unchecked((hash * 31) + octet)));
        for (var at = 0; at < octets.Length; )
        {
            var length = Math.Min(octets.Length - at, random.Next(3) == 0 ? random.Next(1, 100) : random.Next(1, 4));
            yield return octets.AsMemory(at, length);
            at += length;
        }
    }
}
