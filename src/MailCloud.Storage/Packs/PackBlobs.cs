using System.Buffers.Binary;
using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MailCloud.Mail.Store;
using MailCloud.Storage.Blobs;

namespace MailCloud.Storage.Packs;

/// <summary>Container <c>messages</c>: packs as blobs that are written once.</summary>
internal sealed class PackBlobs(BlobContainerClient container)
{
    private static readonly BlobRequestConditions IsNew = new() { IfNoneMatch = ETag.All };

    /// <summary>A pack's name, <c>{yyyy}/{MM}/{dd}/{pack}</c>: the day is in its id (RFC 9562 §5.7), so the name needs no look-up.</summary>
    public static string NameOf(PackId pack)
    {
        Span<byte> octets = stackalloc byte[16];
        pack.Value.TryWriteBytes(octets, bigEndian: true, out _);
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(octets) >> 16;
        var day = DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds & 0xFFFF_FFFF_FFFF);
        return string.Create(CultureInfo.InvariantCulture, $"{day:yyyy}/{day:MM}/{day:dd}/{pack}");
    }

    /// <summary>Writes a pack whole.</summary>
    public Task UploadAsync(PackId pack, byte[] bytes, CancellationToken cancellationToken) =>
        WriteOnceAsync(
            pack,
            (blob, cancel) =>
                blob.UploadAsync(new MemoryStream(bytes, writable: false), new BlobUploadOptions { Conditions = IsNew }, cancel),
            cancellationToken
        );

    /// <summary>Sends a block of a pack that is not there yet; blocks that never become a pack are dropped by the service after a week.</summary>
    public Task StageBlockAsync(PackId pack, string block, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            cancel => Blob(pack).StageBlockAsync(block, BinaryData.FromBytes(bytes).ToStream(), options: null, cancel),
            cancellationToken
        );

    /// <summary>Makes a pack of staged blocks, in this order.</summary>
    public Task CommitBlocksAsync(PackId pack, IReadOnlyList<string> blocks, CancellationToken cancellationToken) =>
        WriteOnceAsync(
            pack,
            (blob, cancel) => blob.CommitBlockListAsync(blocks, new CommitBlockListOptions { Conditions = IsNew }, cancel),
            cancellationToken
        );

    /// <summary>The bytes of a pack, or a range of them; null: there is no such pack.</summary>
    public Task<byte[]?> ReadAsync(PackId pack, HttpRange range, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    var answer = await Blob(pack).DownloadContentAsync(new BlobDownloadOptions { Range = range }, cancel);
                    return answer.Value.Content.ToArray();
                }
                catch (RequestFailedException e) when (e.IsMissingBlob())
                {
                    return null;
                }
            },
            cancellationToken
        );

    /// <summary>A range of a pack as a stream, for ranges too large for memory; null: there is no such pack.</summary>
    public Task<Stream?> OpenAsync(PackId pack, HttpRange range, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    var answer = await Blob(pack).DownloadStreamingAsync(new BlobDownloadOptions { Range = range }, cancel);
                    return answer.Value.Content;
                }
                catch (RequestFailedException e) when (e.IsMissingBlob())
                {
                    return null;
                }
            },
            cancellationToken
        );

    private Task WriteOnceAsync(PackId pack, Func<BlockBlobClient, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    await write(Blob(pack), cancel);
                }
                catch (RequestFailedException e) when (e.Status == 409 && e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
                {
                    // The id is new, so this is the pack itself: an earlier try arrived, and its answer was lost.
                }
            },
            cancellationToken
        );

    private BlockBlobClient Blob(PackId pack) => container.GetBlockBlobClient(NameOf(pack));
}
