using MailCloud.Mail.Store;

namespace MailCloud.Mail.Search;

/// <summary>
/// Where the text indexes of accounts are kept: for each account a manifest, which is replaced whole and only by who read the one that is there, and segments,
/// which are written once. Nothing in it is lost for good: an index can always be made anew from the messages.
/// </summary>
/// <remarks>Every method may throw <see cref="StoreUnavailableException"/>; a write then stands or does not.</remarks>
public interface IIndexStore
{
    /// <summary>The account's manifest; null: there is none.</summary>
    ValueTask<StoredManifest?> ReadManifestAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Replaces the manifest. False: it is not the version that was read; after a lost answer this may be one's own write.</summary>
    /// <param name="version">The version that was read; null: there was none.</param>
    ValueTask<bool> TryWriteManifestAsync(
        AccountId account,
        ReadOnlyMemory<byte> content,
        string? version,
        CancellationToken cancellationToken
    );

    ValueTask WriteSegmentAsync(AccountId account, SegmentId segment, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>A range of a segment, or less where it ends before; null: there is no such segment.</summary>
    ValueTask<byte[]?> ReadSegmentAsync(AccountId account, SegmentId segment, int offset, int length, CancellationToken cancellationToken);

    /// <summary>The segments that are there, in a manifest or not, with the time when they were written.</summary>
    IAsyncEnumerable<StoredSegment> ListSegmentsAsync(AccountId account, CancellationToken cancellationToken);

    ValueTask DeleteSegmentAsync(AccountId account, SegmentId segment, CancellationToken cancellationToken);

    /// <summary>Deletes all of an account's index, if there is one.</summary>
    ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken);
}

/// <summary>Names a segment of an index.</summary>
public readonly record struct SegmentId(Guid Value)
{
    public static SegmentId New() => new(Guid.NewGuid());

    public override string ToString() => Value.ToString("N");
}

/// <param name="Version">Names this state of the manifest; every write makes another.</param>
public sealed record StoredManifest(ReadOnlyMemory<byte> Content, string Version);

/// <summary>A segment that is in storage.</summary>
public readonly record struct StoredSegment(SegmentId Id, DateTimeOffset Written);
