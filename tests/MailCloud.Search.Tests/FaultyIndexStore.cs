using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Search.Tests;

/// <summary>A store of which one call fails: before it does anything, or after, when only the answer is lost.</summary>
internal sealed class FaultyIndexStore(IIndexStore store) : IIndexStore
{
    private int calls;

    /// <summary>The number of the call that fails, from 1 on.</summary>
    public int FailingCall { get; set; }

    public bool IsAnswerLost { get; set; }

    public int Calls => calls;

    /// <summary>Happens once, in the middle of the call with this number.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public ValueTask<StoredManifest?> ReadManifestAsync(AccountId account, CancellationToken cancellationToken) =>
        RunAsync(() => store.ReadManifestAsync(account, cancellationToken));

    public ValueTask<bool> TryWriteManifestAsync(
        AccountId account,
        ReadOnlyMemory<byte> content,
        string? version,
        CancellationToken cancellationToken
    ) =>
        RunAsync(async () =>
        {
            if (Meanwhile is { } other)
            {
                Meanwhile = null;
                await other();
            }
            return await store.TryWriteManifestAsync(account, content, version, cancellationToken);
        });

    public async ValueTask WriteSegmentAsync(
        AccountId account,
        SegmentId segment,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    ) =>
        await RunAsync(async () =>
        {
            await store.WriteSegmentAsync(account, segment, content, cancellationToken);
            return true;
        });

    public ValueTask<byte[]?> ReadSegmentAsync(
        AccountId account,
        SegmentId segment,
        int offset,
        int length,
        CancellationToken cancellationToken
    ) => RunAsync(() => store.ReadSegmentAsync(account, segment, offset, length, cancellationToken));

    public IAsyncEnumerable<StoredSegment> ListSegmentsAsync(AccountId account, CancellationToken cancellationToken) =>
        store.ListSegmentsAsync(account, cancellationToken);

    public async ValueTask DeleteSegmentAsync(AccountId account, SegmentId segment, CancellationToken cancellationToken) =>
        await RunAsync(async () =>
        {
            await store.DeleteSegmentAsync(account, segment, cancellationToken);
            return true;
        });

    public ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken) => store.DeleteAsync(account, cancellationToken);

    private async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> call)
    {
        var fails = Interlocked.Increment(ref calls) == FailingCall;
        if (fails && !IsAnswerLost)
            throw new StoreUnavailableException("It fails here.");
        var result = await call();
        return fails ? throw new StoreUnavailableException("The answer is lost.") : result;
    }
}
