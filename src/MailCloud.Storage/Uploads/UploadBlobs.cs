using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MailCloud.Mail.Store;
using MailCloud.Mail.Uploads;
using MailCloud.Storage.Blobs;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Uploads;

/// <summary>Uploads in container <c>uploads</c>, a blob each: <c>{account}/{id}</c>. They come in blocks, so that memory holds one at a time.</summary>
internal sealed class UploadBlobs(BlobContainerClient container) : IUploadStore
{
    private const int ChunkOctets = 64 * 1024;
    private const int IdLetters = 32;

    public async ValueTask<Upload?> WriteAsync(
        AccountId account,
        Stream content,
        string mediaType,
        long maxOctets,
        CancellationToken cancellationToken
    )
    {
        var id = RandomNumberGenerator.GetHexString(IdLetters, lowercase: true);
        var blob = Blob(account, id);
        var block = new byte[StorageLimits.BlockOctets];
        var blocks = new List<string>();
        long length = 0;
        int count;
        while ((count = await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken)) > 0)
        {
            length += count;
            // Blocks that never become a blob are dropped by the service after a week.
            if (length > maxOctets)
                return null;
            blocks.Add(Convert.ToBase64String(Encoding.ASCII.GetBytes(blocks.Count.ToString("D6", CultureInfo.InvariantCulture))));
            var staged = new MemoryStream(block, 0, count, writable: false);
            await StorageCall.RunAsync(cancel => blob.StageBlockAsync(blocks[^1], staged, options: null, cancel), cancellationToken);
        }
        var options = new CommitBlockListOptions { HttpHeaders = new BlobHttpHeaders { ContentType = mediaType } };
        var committed = await StorageCall.RunAsync(cancel => blob.CommitBlockListAsync(blocks, options, cancel), cancellationToken);
        return new Upload(id, mediaType, length, committed.Value.LastModified);
    }

    public async ValueTask<Upload?> FindAsync(AccountId account, string id, CancellationToken cancellationToken) =>
        await StorageCall.RunAsync<Upload?>(
            async cancel =>
            {
                try
                {
                    var found = (await Blob(account, id).GetPropertiesAsync(cancellationToken: cancel)).Value;
                    return new Upload(id, found.ContentType, found.ContentLength, found.LastModified);
                }
                catch (RequestFailedException e) when (e.Status == 404)
                {
                    return null;
                }
            },
            cancellationToken
        );

    public async ValueTask<long> SumAsync(AccountId account, CancellationToken cancellationToken) =>
        await StorageCall.RunAsync(
            async cancel =>
            {
                long sum = 0;
                await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = Folder(account) }, cancel))
                    sum += blob.Properties.ContentLength ?? 0;
                return sum;
            },
            cancellationToken
        );

    public async ValueTask<bool> CopyAsync(
        AccountId account,
        string id,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        if (length == 0)
            return await FindAsync(account, id, cancellationToken) is not null;
        await using var stream = await OpenAsync(Blob(account, id), new HttpRange(offset, length), cancellationToken);
        if (stream is null)
            return false;
        int count;
        do
        {
            var memory = destination.GetMemory(ChunkOctets);
            count = await StorageCall.RunAsync(cancel => stream.ReadAsync(memory, cancel).AsTask(), cancellationToken);
            destination.Advance(count);
            if ((await destination.FlushAsync(cancellationToken)).IsCompleted)
                return true;
        } while (count > 0);
        return true;
    }

    public ValueTask RemoveOlderAsync(DateTimeOffset limit, CancellationToken cancellationToken) =>
        container.RemoveAsync(prefix: null, blob => blob.Properties.LastModified < limit, cancellationToken);

    private static Task<Stream?> OpenAsync(BlockBlobClient blob, HttpRange range, CancellationToken cancellationToken) =>
        StorageCall.RunAsync<Stream?>(
            async cancel =>
            {
                try
                {
                    return (await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = range }, cancel)).Value.Content;
                }
                catch (RequestFailedException e) when (e.IsMissingBlob())
                {
                    return null;
                }
            },
            cancellationToken
        );

    private BlockBlobClient Blob(AccountId account, string id) => container.GetBlockBlobClient(Folder(account) + KeyEncoding.Encode(id));

    private static string Folder(AccountId account) => $"{KeyEncoding.Encode(account.Value)}/";
}
