using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Storage.Blobs;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Search;

/// <summary>
/// The text indexes in container <c>indexes</c>: <c>{account}/manifest</c>, whose entity tag is its version, and <c>{account}/{segment}</c>.
/// </summary>
internal sealed class IndexBlobs(BlobContainerClient container) : IIndexStore
{
    private const string ManifestName = "manifest";

    public async ValueTask<StoredManifest?> ReadManifestAsync(AccountId account, CancellationToken cancellationToken) =>
        await Blob(account, ManifestName).ReadVersionAsync(cancellationToken) is var (content, version)
            ? new StoredManifest(content, version)
            : null;

    public async ValueTask<bool> TryWriteManifestAsync(
        AccountId account,
        ReadOnlyMemory<byte> content,
        string? version,
        CancellationToken cancellationToken
    ) => await Blob(account, ManifestName).TryReplaceAsync(content, version, cancellationToken);

    public async ValueTask WriteSegmentAsync(
        AccountId account,
        SegmentId segment,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    ) =>
        await StorageCall.RunAsync(
            cancel => Blob(account, segment.ToString()).UploadAsync(BinaryData.FromBytes(content), overwrite: true, cancel),
            cancellationToken
        );

    public async ValueTask<byte[]?> ReadSegmentAsync(
        AccountId account,
        SegmentId segment,
        int offset,
        int length,
        CancellationToken cancellationToken
    )
    {
        if (length == 0)
            return [];
        return await StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    var answer = await Blob(account, segment.ToString())
                        .DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(offset, length) }, cancel);
                    return answer.Value.Content.ToArray();
                }
                catch (RequestFailedException e) when (e.IsMissingBlob())
                {
                    return null;
                }
                catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidRange)
                {
                    return [];
                }
            },
            cancellationToken
        );
    }

    public async IAsyncEnumerable<StoredSegment> ListSegmentsAsync(
        AccountId account,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var blob in await ListAsync(account, cancellationToken))
            if (Guid.TryParseExact(blob.Name[Folder(account).Length..], "N", out var id) && blob.Properties.LastModified is { } written)
                yield return new StoredSegment(new SegmentId(id), written);
    }

    public async ValueTask DeleteSegmentAsync(AccountId account, SegmentId segment, CancellationToken cancellationToken) =>
        await StorageCall.RunAsync(
            cancel => Blob(account, segment.ToString()).DeleteIfExistsAsync(cancellationToken: cancel),
            cancellationToken
        );

    public async ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken)
    {
        // The manifest first: it must name nothing that is not there.
        await StorageCall.RunAsync(cancel => Blob(account, ManifestName).DeleteIfExistsAsync(cancellationToken: cancel), cancellationToken);
        foreach (var blob in await ListAsync(account, cancellationToken))
            await StorageCall.RunAsync(
                cancel => container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancel),
                cancellationToken
            );
    }

    /// <summary>All of an account's blobs: a few dozen.</summary>
    private Task<List<BlobItem>> ListAsync(AccountId account, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                var blobs = new List<BlobItem>();
                var pages = container.GetBlobsAsync(new GetBlobsOptions { Prefix = Folder(account) }, cancel);
                await foreach (var blob in pages)
                    blobs.Add(blob);
                return blobs;
            },
            cancellationToken
        );

    private BlobClient Blob(AccountId account, string name) => container.GetBlobClient(Folder(account) + name);

    private static string Folder(AccountId account) => $"{KeyEncoding.Encode(account.Value)}/";
}
