using MailCloud.Mail.Store;

namespace MailCloud.Mail.Search;

/// <summary>Asks for the text index of an account to be brought up to date.</summary>
/// <param name="Damaged">A segment that could not be read and is to be made anew; null: none is known to be damaged.</param>
public sealed record IndexRequest(AccountId Account, SegmentId? Damaged = null);

/// <summary>The queue <c>index</c>. A request may be worked on more than once, and out of order; one that is lost is made up for by the next.</summary>
public interface IIndexQueue
{
    /// <param name="delay">When it is to be worked on.</param>
    /// <exception cref="StoreUnavailableException">The queue does not answer.</exception>
    ValueTask EnqueueAsync(IndexRequest request, TimeSpan delay, CancellationToken cancellationToken);
}
