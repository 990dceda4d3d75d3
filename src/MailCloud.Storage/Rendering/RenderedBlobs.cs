using System.Globalization;
using Azure.Storage.Blobs;
using MailCloud.Mail.Rendering;
using MailCloud.Mail.Store;
using MailCloud.Storage.Blobs;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Rendering;

/// <summary>The cache of rendered messages in container <c>rendered</c>: <c>{account}/{email id}/{variant}</c>.</summary>
internal sealed class RenderedBlobs(BlobContainerClient container) : IRenderCache
{
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(AccountId account, RenderedName name, CancellationToken cancellationToken) =>
        (await Blob(account, name).ReadVersionAsync(cancellationToken))?.Content;

    public async ValueTask WriteAsync(
        AccountId account,
        RenderedName name,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    ) =>
        await StorageCall.RunAsync(
            cancel => Blob(account, name).UploadAsync(BinaryData.FromBytes(content), overwrite: true, cancel),
            cancellationToken
        );

    public ValueTask RemoveAllAsync(AccountId account, CancellationToken cancellationToken) =>
        container.RemoveAsync(Folder(account), _ => true, cancellationToken);

    public ValueTask RemoveOlderAsync(DateTimeOffset limit, CancellationToken cancellationToken) =>
        container.RemoveAsync(prefix: null, blob => blob.Properties.LastModified < limit, cancellationToken);

    private BlobClient Blob(AccountId account, RenderedName name) =>
        container.GetBlobClient(string.Create(CultureInfo.InvariantCulture, $"{Folder(account)}{name.Email.Value}/{name.Variant}"));

    private static string Folder(AccountId account) => $"{KeyEncoding.Encode(account.Value)}/";
}
