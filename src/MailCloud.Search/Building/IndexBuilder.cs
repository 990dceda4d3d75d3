using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Segments;
using Microsoft.Extensions.Logging;

namespace MailCloud.Search.Building;

/// <summary>
/// Brings text indexes up to date, in runs of bounded length. Invariant: whoever is killed, wherever, and however many run at once for one account, a
/// manifest names whole segments only, and each message's texts are its own. A segment that nobody names is deleted by a later run.
/// </summary>
public sealed class IndexBuilder(IMailStore store, IIndexStore index, IIndexQueue queue, TimeProvider time, ILogger<IndexBuilder> log)
{
    /// <summary>Messages that a run reads at most; there is another run for the others.</summary>
    internal const int MaxMessages = 2_000;

    /// <summary>Octets of text after which a run reads no more.</summary>
    private const long MaxTextOctets = 24L * 1024 * 1024;

    /// <summary>Octets of segments kept in memory; a run reads each piece once or twice.</summary>
    private const long CacheOctets = 32L * 1024 * 1024;

    /// <summary>
    /// How long a segment stays that no manifest names: after it was replaced, as searches may be reading it, and after it was written, as another builder may
    /// be about to name it.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>How long a run waits for others in this process; then its request is for later. The host ends what takes ten minutes.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly BatchBuilder batches = new(store, time, log);
    private readonly PieceCache cache = new(CacheOctets);

    /// <summary>One run at a time, so that memory does not depend on how many accounts are asked for. Its wait handle is never made.</summary>
    private SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Does what a request asks for, or a part of it, and then asks for the rest.</summary>
    /// <exception cref="StoreUnavailableException">Storage does not answer; the request has to be run again.</exception>
    public async Task RunAsync(IndexRequest request, CancellationToken cancellationToken)
    {
        if (!await Turn.WaitAsync(MaxWait, cancellationToken))
        {
            await queue.EnqueueAsync(request, MaxWait, cancellationToken);
            return;
        }
        try
        {
            await RunAloneAsync(request, cancellationToken);
        }
        finally
        {
            Turn.Release();
        }
    }

    private async Task RunAloneAsync(IndexRequest request, CancellationToken cancellationToken)
    {
        var account = request.Account;
        if (await store.ReadAsync(account, StateDepth.Messages, cancellationToken) is not { } state)
        {
            // Somebody who has the address after this account must not find its texts.
            await index.DeleteAsync(account, cancellationToken);
            return;
        }
        var run = new IndexRun(account, HeldMessage.AllOf(state), index, cache, time, log);
        await run.OpenAsync(request.Damaged, cancellationToken);
        var missing = run.Missing();
        if (missing.Count > 0)
        {
            var (info, content) = await batches.BuildAsync(account, [.. missing.Take(MaxMessages)], MaxTextOctets, cancellationToken);
            await run.AddAsync(info, content, cancellationToken);
        }
        await run.MergeAsync(cancellationToken);
        var isSaved = await run.SaveAsync(cancellationToken);
        if (await store.ReadAsync(account, StateDepth.Directory, cancellationToken) is null)
        {
            // Removed meanwhile, and its index before it.
            await index.DeleteAsync(account, cancellationToken);
            return;
        }
        var areLeft = await DeleteUnnamedAsync(account, cancellationToken);
        if (!isSaved || missing.Count > run.Added)
            await queue.EnqueueAsync(new IndexRequest(account), TimeSpan.Zero, cancellationToken);
        else if (areLeft)
            await queue.EnqueueAsync(new IndexRequest(account), Grace, cancellationToken);
    }

    /// <summary>Deletes the segments that no manifest has named for a while. True: there are others, which are too new.</summary>
    private async Task<bool> DeleteUnnamedAsync(AccountId account, CancellationToken cancellationToken)
    {
        var listed = new List<StoredSegment>();
        await foreach (var segment in index.ListSegmentsAsync(account, cancellationToken))
            listed.Add(segment);
        // Read after the list: what was named meanwhile is in it.
        var manifest = await Manifest.ReadAsync(index, account, cancellationToken);
        var named = manifest.Segments.Select(segment => segment.Id).ToHashSet();
        var replaced = manifest.Replaced.ToDictionary(segment => segment.Id, segment => segment.Since);
        var areLeft = false;
        foreach (var segment in listed.Where(segment => !named.Contains(segment.Id)))
            if (time.GetUtcNow() - replaced.GetValueOrDefault(segment.Id, segment.Written) >= Grace)
                await index.DeleteSegmentAsync(account, segment.Id, cancellationToken);
            else
                areLeft = true;
        return areLeft;
    }
}
