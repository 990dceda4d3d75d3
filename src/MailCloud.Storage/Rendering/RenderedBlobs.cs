using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
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
        RemoveAsync(Folder(account), _ => true, cancellationToken);

    public ValueTask RemoveOlderAsync(DateTimeOffset limit, CancellationToken cancellationToken) =>
        RemoveAsync(prefix: null, blob => blob.Properties.LastModified < limit, cancellationToken);

    private async ValueTask RemoveAsync(string? prefix, Predicate<BlobItem> condition, CancellationToken cancellationToken)
    {
        string? next = "";
        while (next is not null)
        {
            var (names, continuation) = await PageAsync(prefix, next, condition, cancellationToken);
            foreach (var name in names)
                await StorageCall.RunAsync(
                    cancel => container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancel),
                    cancellationToken
                );
            next = continuation;
        }
    }

    /// <summary>The names on one page of the list, and where the next begins; null: there is none.</summary>
    private Task<(List<string> Names, string? Next)> PageAsync(
        string? prefix,
        string start,
        Predicate<BlobItem> condition,
        CancellationToken cancellationToken
    ) =>
        StorageCall.RunAsync<(List<string>, string?)>(
            async cancel =>
            {
                var pages = container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancel).AsPages(start);
                await foreach (var page in pages)
                    return (
                        [.. page.Values.Where(blob => condition(blob)).Select(blob => blob.Name)],
                        page.ContinuationToken is { Length: > 0 } token ? token : null
                    );
                return ([], null);
            },
            cancellationToken
        );

    private BlobClient Blob(AccountId account, RenderedName name) =>
        container.GetBlobClient(string.Create(CultureInfo.InvariantCulture, $"{Folder(account)}{name.Email.Value}/{name.Variant}"));

    private static string Folder(AccountId account) => $"{KeyEncoding.Encode(account.Value)}/";
}
