using System.Buffers;

namespace MailCloud.Smtp.Content;

/// <summary>
/// A message's header as it arrives, in pieces cut anywhere: held until it is whole, so that it can be read, and what others forged in it taken out,
/// before any of it is stored.
/// </summary>
/// <param name="maxOctets">No header may be longer, so that a connection's memory is bounded.</param>
internal sealed class IncomingHeader(int maxOctets) : IDisposable
{
    // Of the pool: a header is held for as long as a message takes to arrive, and there is one with every message.
    private byte[] octets = ArrayPool<byte>.Shared.Rent(4096);
    private int length;
    private bool isWhole;

    public HeaderScan Facts { get; } = new();

    public bool IsTooLarge { get; private set; }

    /// <summary>Whether no octet of the header is missing.</summary>
    public bool IsWhole => isWhole || Facts.IsOver;

    /// <summary>The header as it came, with the blank line that ends it; empty where the message begins with text.</summary>
    public ReadOnlyMemory<byte> Octets => Facts.BeginsWithField ? octets.AsMemory(0, Facts.Length) : default;

    /// <summary>What arrived behind the header before it was known to be whole.</summary>
    public ReadOnlyMemory<byte> Rest => octets.AsMemory(Octets.Length, length - Octets.Length);

    public void Add(ReadOnlySpan<byte> piece)
    {
        if (length + piece.Length > octets.Length)
            Grow(length + piece.Length);
        piece.CopyTo(octets.AsSpan(length));
        length += piece.Length;
        Facts.Add(piece);
        IsTooLarge = (IsWhole ? Octets.Length : length) > maxOctets;
    }

    /// <summary>The message is over: what has arrived is all there is.</summary>
    public void End() => isWhole = true;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(octets);
        (octets, length) = ([], 0);
    }

    private void Grow(int least)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(least, 2 * octets.Length));
        octets.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(octets);
        octets = larger;
    }
}
