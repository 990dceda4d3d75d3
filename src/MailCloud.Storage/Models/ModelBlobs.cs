using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MailCloud.Mail.Junk;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Models;

/// <summary>The models of the spam filter, a blob each; a blob's entity tag is the model's version.</summary>
internal sealed class ModelBlobs(BlobContainerClient container) : IModelStore
{
    public async ValueTask<StoredModel?> ReadAsync(ModelName name, CancellationToken cancellationToken) =>
        await StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    var answer = await Blob(name).DownloadContentAsync(cancel);
                    return new StoredModel(answer.Value.Content.ToMemory(), answer.Value.Details.ETag.ToString());
                }
                catch (RequestFailedException e) when (e.Status == 404 && e.ErrorCode == BlobErrorCode.BlobNotFound)
                {
                    return null;
                }
            },
            cancellationToken
        );

    public async ValueTask<bool> TryWriteAsync(
        ModelName name,
        ReadOnlyMemory<byte> content,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var conditions = version is null
            ? new BlobRequestConditions { IfNoneMatch = ETag.All }
            : new BlobRequestConditions { IfMatch = new ETag(version) };
        return await StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    await Blob(name).UploadAsync(BinaryData.FromBytes(content), new BlobUploadOptions { Conditions = conditions }, cancel);
                    return true;
                }
                catch (RequestFailedException e) when (e.ErrorCode is { } code && IsOtherVersion(code))
                {
                    return false;
                }
            },
            cancellationToken
        );
    }

    public async ValueTask DeleteAsync(ModelName name, CancellationToken cancellationToken) =>
        await StorageCall.RunAsync(cancel => Blob(name).DeleteIfExistsAsync(cancellationToken: cancel), cancellationToken);

    private static bool IsOtherVersion(BlobErrorCode code) =>
        code == BlobErrorCode.ConditionNotMet || code == BlobErrorCode.BlobAlreadyExists || code == BlobErrorCode.BlobNotFound;

    private BlobClient Blob(ModelName name) =>
        container.GetBlobClient(name.Account is { } account ? $"accounts/{KeyEncoding.Encode(account.Value)}" : "everybody");
}
