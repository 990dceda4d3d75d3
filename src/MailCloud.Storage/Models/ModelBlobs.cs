using Azure.Storage.Blobs;
using MailCloud.Mail.Junk;
using MailCloud.Storage.Blobs;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Models;

/// <summary>The models of the spam filter, a blob each; a blob's entity tag is the model's version.</summary>
internal sealed class ModelBlobs(BlobContainerClient container) : IModelStore
{
    public async ValueTask<StoredModel?> ReadAsync(ModelName name, CancellationToken cancellationToken) =>
        await Blob(name).ReadVersionAsync(cancellationToken) is var (content, version) ? new StoredModel(content, version) : null;

    public async ValueTask<bool> TryWriteAsync(
        ModelName name,
        ReadOnlyMemory<byte> content,
        string? version,
        CancellationToken cancellationToken
    ) => await Blob(name).TryReplaceAsync(content, version, cancellationToken);

    public async ValueTask DeleteAsync(ModelName name, CancellationToken cancellationToken) =>
        await StorageCall.RunAsync(cancel => Blob(name).DeleteIfExistsAsync(cancellationToken: cancel), cancellationToken);

    private BlobClient Blob(ModelName name) =>
        container.GetBlobClient(name.Account is { } account ? $"accounts/{KeyEncoding.Encode(account.Value)}" : "everybody");
}
