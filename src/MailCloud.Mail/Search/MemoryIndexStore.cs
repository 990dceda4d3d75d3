using System.Collections.Concurrent;
using System.Globalization;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Search;

/// <summary>The index store in memory, for tests.</summary>
public sealed class MemoryIndexStore(TimeProvider time) : IIndexStore
{
    private readonly ConcurrentDictionary<AccountId, StoredManifest> manifests = new();
    private readonly ConcurrentDictionary<(AccountId Account, SegmentId Id), (byte[] Content, DateTimeOffset Written)> segments = new();
    private long writes;

    public ValueTask<StoredManifest?> ReadManifestAsync(AccountId account, CancellationToken cancellationToken) =>
        new(manifests.GetValueOrDefault(account));

    public ValueTask<bool> TryWriteManifestAsync(
        AccountId account,
        ReadOnlyMemory<byte> content,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var written = new StoredManifest(content.ToArray(), Interlocked.Increment(ref writes).ToString(CultureInfo.InvariantCulture));
        if (version is null)
            return new(manifests.TryAdd(account, written));
        return new(
            manifests.TryGetValue(account, out var found)
                && string.Equals(found.Version, version, StringComparison.Ordinal)
                && manifests.TryUpdate(account, written, found)
        );
    }

    public ValueTask WriteSegmentAsync(
        AccountId account,
        SegmentId segment,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        segments[(account, segment)] = (content.ToArray(), time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask<byte[]?> ReadSegmentAsync(
        AccountId account,
        SegmentId segment,
        int offset,
        int length,
        CancellationToken cancellationToken
    )
    {
        if (!segments.TryGetValue((account, segment), out var found))
            return new((byte[]?)null);
        var start = Math.Min(offset, found.Content.Length);
        return new(found.Content.AsSpan(start, Math.Min(length, found.Content.Length - start)).ToArray());
    }

    public IAsyncEnumerable<StoredSegment> ListSegmentsAsync(AccountId account, CancellationToken cancellationToken) =>
        segments
            .Where(pair => pair.Key.Account == account)
            .Select(pair => new StoredSegment(pair.Key.Id, pair.Value.Written))
            .ToAsyncEnumerable();

    public ValueTask DeleteSegmentAsync(AccountId account, SegmentId segment, CancellationToken cancellationToken)
    {
        segments.TryRemove((account, segment), out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken)
    {
        manifests.TryRemove(account, out _);
        foreach (var (key, _) in segments.Where(pair => pair.Key.Account == account))
            segments.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }
}
