using System.IO.Pipelines;
using Azure;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Packs;

/// <summary>
/// Reads messages out of packs. Large ones are streamed by range; small ones are read whole and kept for a while, and whoever reads the first message
/// of a pack from end to end, as Deliver does, gets the pack in one read for all its messages.
/// </summary>
internal sealed class PackReader(PackBlobs blobs, PackCache cache)
{
    private const int ChunkOctets = 64 * 1024;

    public async Task CopyAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        if (length == 0)
            return;
        var kept = cache.Find(message, offset, length) ?? await ReadWholeAsync(message, offset, length, cancellationToken);
        if (kept is { } bytes)
            await WriteAsync(bytes, destination, cancellationToken);
        else
            await StreamAsync(message, offset, length, destination, cancellationToken);
    }

    /// <summary>The range, if it pays to read more than it and keep that; else null.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadWholeAsync(
        MessageReference message,
        long offset,
        long length,
        CancellationToken cancellationToken
    )
    {
        var isWhole = length == message.Length && length <= StorageLimits.BlockOctets;
        if (!isWhole && message.Length > StorageLimits.WholeReadOctets)
            return null;
        var range = isWhole && message.Offset == 0 ? default : new HttpRange(message.Offset, message.Length);
        var bytes = await blobs.ReadAsync(message.Pack, range, cancellationToken) ?? throw new MessageMissingException(message);
        cache.Add(message.Pack, message.Offset, bytes);
        return bytes.Length >= offset + length ? bytes.AsMemory((int)offset, (int)length) : throw new MessageMissingException(message);
    }

    private async Task StreamAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        var range = new HttpRange(message.Offset + offset, length);
        await using var stream =
            await blobs.OpenAsync(message.Pack, range, cancellationToken) ?? throw new MessageMissingException(message);
        while (length > 0)
        {
            var memory = destination.GetMemory(ChunkOctets);
            memory = memory[..(int)Math.Min(memory.Length, length)];
            var read = await StorageCall.RunAsync(cancel => stream.ReadAsync(memory, cancel).AsTask(), cancellationToken);
            if (read == 0)
                throw new MessageMissingException(message);
            destination.Advance(read);
            length -= read;
            if ((await destination.FlushAsync(cancellationToken)).IsCompleted)
                return;
        }
    }

    private static async Task WriteAsync(ReadOnlyMemory<byte> bytes, PipeWriter destination, CancellationToken cancellationToken)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(ChunkOctets, bytes.Length)..])
            if ((await destination.WriteAsync(bytes[..Math.Min(ChunkOctets, bytes.Length)], cancellationToken)).IsCompleted)
                return;
    }
}
