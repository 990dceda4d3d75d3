using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MailCloud.Storage.Blobs;

/// <summary>Removes many blobs of a container.</summary>
internal static class BlobRemoval
{
    extension(BlobContainerClient container)
    {
        /// <summary>Removes the blobs that satisfy a condition, a page of the list at a time.</summary>
        /// <param name="prefix">What their names begin with; null: any.</param>
        public async ValueTask RemoveAsync(string? prefix, Predicate<BlobItem> condition, CancellationToken cancellationToken)
        {
            string? next = "";
            while (next is not null)
            {
                var (names, continuation) = await PageAsync(container, prefix, next, condition, cancellationToken);
                foreach (var name in names)
                    await StorageCall.RunAsync(
                        cancel => container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancel),
                        cancellationToken
                    );
                next = continuation;
            }
        }
    }

    /// <summary>The names on one page of the list, and where the next begins; null: there is none.</summary>
    private static Task<(List<string> Names, string? Next)> PageAsync(
        BlobContainerClient container,
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
}
