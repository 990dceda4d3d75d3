using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MailCloud.Storage.Blobs;

/// <summary>A blob that is replaced as a whole by whoever knows its version, which is its entity tag.</summary>
internal static class VersionedBlob
{
    /// <summary>The blob's content and version; null: there is no such blob.</summary>
    public static Task<(ReadOnlyMemory<byte> Content, string Version)?> ReadVersionAsync(
        this BlobClient blob,
        CancellationToken cancellationToken
    ) =>
        StorageCall.RunAsync<(ReadOnlyMemory<byte>, string)?>(
            async cancel =>
            {
                try
                {
                    var answer = await blob.DownloadContentAsync(cancel);
                    return (answer.Value.Content.ToMemory(), answer.Value.Details.ETag.ToString());
                }
                catch (RequestFailedException e) when (e.IsMissingBlob())
                {
                    return null;
                }
            },
            cancellationToken
        );

    /// <summary>Replaces the blob if it has that version. False: it has another, or is gone.</summary>
    /// <param name="version">Null: there is no such blob yet.</param>
    public static Task<bool> TryReplaceAsync(
        this BlobClient blob,
        ReadOnlyMemory<byte> content,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var conditions = version is null
            ? new BlobRequestConditions { IfNoneMatch = ETag.All }
            : new BlobRequestConditions { IfMatch = new ETag(version) };
        return StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    await blob.UploadAsync(BinaryData.FromBytes(content), new BlobUploadOptions { Conditions = conditions }, cancel);
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

    /// <summary>Whether the blob is not there; a container that is not there is another matter.</summary>
    public static bool IsMissingBlob(this RequestFailedException e) => e.Status == 404 && e.ErrorCode == BlobErrorCode.BlobNotFound;

    private static bool IsOtherVersion(BlobErrorCode code) =>
        code == BlobErrorCode.ConditionNotMet || code == BlobErrorCode.BlobAlreadyExists || code == BlobErrorCode.BlobNotFound;
}
