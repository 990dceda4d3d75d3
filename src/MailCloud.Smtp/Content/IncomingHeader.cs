namespace MailCloud.Smtp.Content;

/// <summary>
/// A message's header as it arrives, in pieces cut anywhere: held until it is whole, so that it can be read, and what others forged in it taken out,
/// before any of it is stored.
/// </summary>
/// <param name="maxOctets">No header may be longer, so that a connection's memory is bounded.</param>
internal sealed class IncomingHeader(int maxOctets) : IDisposable
{
    private readonly PooledOctets octets = new();
    private bool isWhole;

    public HeaderScan Facts { get; } = new();

    public bool IsTooLarge { get; private set; }

    /// <summary>Whether no octet of the header is missing.</summary>
    public bool IsWhole => isWhole || Facts.IsOver;

    /// <summary>The header as it came, with the blank line that ends it; empty where the message begins with text.</summary>
    public ReadOnlyMemory<byte> Octets => Facts.BeginsWithField ? octets.Memory[..Facts.Length] : default;

    /// <summary>What arrived behind the header before it was known to be whole.</summary>
    public ReadOnlyMemory<byte> Rest => octets.Memory[Octets.Length..];

    public void Add(ReadOnlySpan<byte> piece)
    {
        octets.Add(piece);
        Facts.Add(piece);
        IsTooLarge = (IsWhole ? Octets.Length : octets.Length) > maxOctets;
    }

    /// <summary>The message is over: what has arrived is all there is.</summary>
    public void End() => isWhole = true;

    public void Dispose() => octets.Dispose();
}
