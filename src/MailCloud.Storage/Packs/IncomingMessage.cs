using System.Buffers;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Packs;

/// <summary>A message that is complete: either in memory and waiting for its pack, or a pack of its own already.</summary>
internal sealed class CompleteMessage : IDisposable
{
    private byte[]? buffer;

    /// <param name="buffer">Rented; this object gives it back.</param>
    public CompleteMessage(byte[] prefix, byte[] buffer, int count)
    {
        Prefix = prefix;
        this.buffer = buffer;
        Body = buffer.AsMemory(0, count);
    }

    public CompleteMessage(MessageReference stored) => Stored = stored;

    /// <summary>Where it is, if it is a pack of its own.</summary>
    public MessageReference? Stored { get; }

    public ReadOnlyMemory<byte> Prefix { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Octets that it will take of a pack.</summary>
    public int Length => Prefix.Length + Body.Length;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref buffer, null) is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
    }
}

/// <summary>
/// A message while it arrives. It takes memory up to one block; what is longer goes to storage block by block, and its first block comes
/// last: the header fields that the server puts in front are known only then.
/// </summary>
internal sealed class IncomingMessage(PackBlobs blobs, TimeProvider time) : IAsyncDisposable
{
    private const int FirstBuffer = 16 * 1024;

    private readonly List<string> blocks = [];
    private byte[]? buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int count;
    private PackId pack;

    public long Length { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            if (count == StorageLimits.BlockOctets)
                await StageAsync(cancellationToken);
            var taken = Math.Min(bytes.Length, StorageLimits.BlockOctets - count);
            var room = Room(taken);
            bytes[..taken].CopyTo(room.AsMemory(count));
            count += taken;
            Length += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Ends the message with <paramref name="prefix"/> in front of it. What memory it has passes to the result.</summary>
    public async ValueTask<CompleteMessage> CompleteAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken)
    {
        var last = buffer ?? throw new InvalidOperationException("The message is complete or dropped already.");
        if (blocks.Count == 0)
        {
            buffer = null;
            return new CompleteMessage(prefix.ToArray(), last, count);
        }
        await StageAsync(cancellationToken);
        if (!prefix.IsEmpty)
        {
            await blobs.StageBlockAsync(pack, BlockName(0), prefix, cancellationToken);
            blocks.Insert(0, BlockName(0));
        }
        await blobs.CommitBlocksAsync(pack, blocks, cancellationToken);
        Drop();
        return new CompleteMessage(new MessageReference(pack, 0, checked((int)(prefix.Length + Length))));
    }

    public ValueTask DisposeAsync()
    {
        Drop();
        return ValueTask.CompletedTask;
    }

    private async Task StageAsync(CancellationToken cancellationToken)
    {
        if (blocks.Count == 0)
            pack = PackId.New(time);
        // Number 0 is kept for the prefix.
        var name = BlockName(blocks.Count + 1);
        await blobs.StageBlockAsync(pack, name, buffer.AsMemory(0, count), cancellationToken);
        blocks.Add(name);
        count = 0;
    }

    /// <summary>The buffer with room for so many octets more.</summary>
    private byte[] Room(int octets)
    {
        var old = buffer ?? throw new InvalidOperationException("The message is complete or dropped already.");
        if (count + octets <= old.Length)
            return old;
        var size = Math.Min(StorageLimits.BlockOctets, Math.Max(count + octets, 2 * old.Length));
        buffer = ArrayPool<byte>.Shared.Rent(size);
        old.AsSpan(0, count).CopyTo(buffer);
        ArrayPool<byte>.Shared.Return(old);
        return buffer;
    }

    private void Drop()
    {
        if (buffer is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        buffer = null;
    }

    // All block names of a blob have one length.
    private static string BlockName(int number) => Convert.ToBase64String(BitConverter.GetBytes(number));
}
