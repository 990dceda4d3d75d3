using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Queries;
using MailCloud.Search.Segments;
using Microsoft.Extensions.Logging;

namespace MailCloud.Search;

/// <summary>
/// The text indexes of accounts, for those who search. Nothing depends on an index being there or whole: what it does not know is read, and it is asked for
/// to be made. Pieces that were read lately stay in memory, up to a number of octets.
/// </summary>
public sealed class TextIndex(IIndexStore store, IIndexQueue queue, TimeProvider time, ILogger<TextIndex> log) : ITextIndex
{
    /// <summary>Octets of segments kept in memory.</summary>
    public const long CacheOctets = 64L * 1024 * 1024;

    /// <summary>Segments that a search has in hand at a time: the terms of each are in memory until its answer is known.</summary>
    private const int SegmentsAtOnce = 2;

    /// <summary>Segments may be replaced between reading the manifest and reading them.</summary>
    private const int MaxTries = 3;

    /// <summary>Requests for one account that come sooner than this after another are left out.</summary>
    private static readonly TimeSpan RequestInterval = TimeSpan.FromMinutes(1);

    private readonly PieceCache cache = new(CacheOctets);
    private readonly RequestTimes requests = new(time, RequestInterval);

    public async ValueTask<ITextAnswers> FindAsync(AccountId account, IReadOnlyList<TextQuery> queries, CancellationToken cancellationToken)
    {
        try
        {
            for (var tries = 1; ; tries++)
            {
                var manifest = await Manifest.ReadAsync(store, account, cancellationToken);
                var isLast = tries == MaxTries;
                var found = await ForEachAsync(
                    [.. manifest.Segments],
                    (info, cancel) => FindAsync(account, info, queries, isLast, cancel),
                    cancellationToken
                );
                if (isLast || Array.TrueForAll(found, each => each is not null))
                    return new AccountAnswers(account, [.. found.OfType<SegmentAnswers>()], this);
            }
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "The text index of {Account} cannot be reached: its messages are read", account);
            return NoTextIndex.Instance;
        }
    }

    public ValueTask RequestUpdateAsync(AccountId account, CancellationToken cancellationToken) =>
        RequestAsync(new IndexRequest(account), cancellationToken);

    /// <summary>Says that a segment cannot be read.</summary>
    internal ValueTask ReportAsync(AccountId account, SegmentUnreadableException damage, CancellationToken cancellationToken)
    {
        log.LogWarning(damage, "A segment of the text index of {Account} is gone or damaged: its messages are read", account);
        return RequestAsync(new IndexRequest(account, damage.Segment), cancellationToken);
    }

    /// <summary>Null: the segment cannot be read.</summary>
    private async Task<SegmentAnswers?> FindAsync(
        AccountId account,
        SegmentInfo info,
        IReadOnlyList<TextQuery> queries,
        bool lastTry,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var segment = await Segment.OpenAsync(store, account, info, cache, cancellationToken);
            return await SegmentAnswers.FindAsync(segment, queries, cancellationToken);
        }
        catch (SegmentUnreadableException e)
        {
            if (lastTry)
                await ReportAsync(account, e, cancellationToken);
            return null;
        }
    }

    private async ValueTask RequestAsync(IndexRequest request, CancellationToken cancellationToken)
    {
        if (!requests.IsDue(request))
            return;
        try
        {
            await queue.EnqueueAsync(request, TimeSpan.Zero, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "The text index of {Account} is not brought up to date now", request.Account);
        }
    }

    /// <summary>What comes of each segment, a few at a time.</summary>
    private static async Task<TResult[]> ForEachAsync<T, TResult>(
        T[] segments,
        Func<T, CancellationToken, Task<TResult>> action,
        CancellationToken cancellationToken
    )
    {
        var results = new TResult[segments.Length];
        await Parallel.ForAsync(
            0,
            results.Length,
            new ParallelOptions { MaxDegreeOfParallelism = SegmentsAtOnce, CancellationToken = cancellationToken },
            async (i, cancel) => results[i] = await action(segments[i], cancel)
        );
        return results;
    }

    /// <summary>The answers for an account.</summary>
    private sealed class AccountAnswers(AccountId account, SegmentAnswers[] found, TextIndex index) : ITextAnswers
    {
        private SegmentAnswers[] segments = found;

        public TextVerdict this[EmailId message, int query]
        {
            get
            {
                foreach (var segment in segments)
                    if (segment.Find(message) is >= 0 and var number)
                        return segment[number, query];
                return TextVerdict.Unknown;
            }
        }

        public async ValueTask DecideAsync(IReadOnlyCollection<EmailId> messages, CancellationToken cancellationToken) =>
            segments = [
                .. (
                    await ForEachAsync(segments, (segment, cancel) => DecideAsync(segment, messages, cancel), cancellationToken)
                ).OfType<SegmentAnswers>(),
            ];

        /// <summary>Null: the segment cannot be read, and so nothing is known of its messages.</summary>
        private async Task<SegmentAnswers?> DecideAsync(
            SegmentAnswers segment,
            IReadOnlyCollection<EmailId> messages,
            CancellationToken cancellationToken
        )
        {
            try
            {
                // Copies of a message have its EMAILID.
                var numbers = messages.Select(segment.Find).Where(number => number >= 0).Distinct().Order().ToList();
                await segment.DecideAsync(numbers, cancellationToken);
                return segment;
            }
            catch (SegmentUnreadableException e)
            {
                await index.ReportAsync(account, e, cancellationToken);
                return null;
            }
            catch (StoreUnavailableException)
            {
                return null;
            }
        }
    }
}
