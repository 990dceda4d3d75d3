using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Search.Tests;

/// <summary>A store whose reads take a moment, and which counts how many of them there are at once.</summary>
internal sealed class CountingIndexStore(IIndexStore store) : IIndexStore
{
    private readonly Lock gate = new();
    private int reading;

    /// <summary>The most reads at once so far.</summary>
    public int Most { get; set; }

    public async ValueTask<byte[]?> ReadSegmentAsync(
        AccountId account,
        SegmentId segment,
        int offset,
        int length,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
            Most = Math.Max(Most, ++reading);
        await Task.Yield();
        lock (gate)
            reading--;
        return await store.ReadSegmentAsync(account, segment, offset, length, cancellationToken);
    }

    public ValueTask<StoredManifest?> ReadManifestAsync(AccountId account, CancellationToken cancellationToken) =>
        store.ReadManifestAsync(account, cancellationToken);

    public ValueTask<bool> TryWriteManifestAsync(
        AccountId account,
        ReadOnlyMemory<byte> content,
        string? version,
        CancellationToken cancellationToken
    ) => store.TryWriteManifestAsync(account, content, version, cancellationToken);

    public ValueTask WriteSegmentAsync(
        AccountId account,
        SegmentId segment,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    ) => store.WriteSegmentAsync(account, segment, content, cancellationToken);

    public IAsyncEnumerable<StoredSegment> ListSegmentsAsync(AccountId account, CancellationToken cancellationToken) =>
        store.ListSegmentsAsync(account, cancellationToken);

    public ValueTask DeleteSegmentAsync(AccountId account, SegmentId segment, CancellationToken cancellationToken) =>
        store.DeleteSegmentAsync(account, segment, cancellationToken);

    public ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken) => store.DeleteAsync(account, cancellationToken);
}
