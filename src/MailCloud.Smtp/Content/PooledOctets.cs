using System.Buffers;

namespace MailCloud.Smtp.Content;

/// <summary>Octets that are gathered, in an array of the pool that grows: there is one with every message, and it lives as long as that takes to arrive.</summary>
internal sealed class PooledOctets : IDisposable
{
    private const int FirstLength = 4096;

    private byte[] octets = [];
    private int length;

    /// <summary>What has been gathered; valid until more is added, or until it is disposed.</summary>
    public ReadOnlyMemory<byte> Memory => octets.AsMemory(0, length);

    public int Length => length;

    public void Add(ReadOnlySpan<byte> piece)
    {
        if (length + piece.Length > octets.Length)
            Grow(length + piece.Length);
        piece.CopyTo(octets.AsSpan(length));
        length += piece.Length;
    }

    public void Dispose()
    {
        if (octets.Length > 0)
            ArrayPool<byte>.Shared.Return(octets);
        (octets, length) = ([], 0);
    }

    private void Grow(int least)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(least, Math.Max(FirstLength, 2 * octets.Length)));
        octets.AsSpan(0, length).CopyTo(larger);
        if (octets.Length > 0)
            ArrayPool<byte>.Shared.Return(octets);
        octets = larger;
    }
}
