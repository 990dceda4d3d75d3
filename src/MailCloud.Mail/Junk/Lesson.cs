using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Junk;

/// <summary>What a user taught by moving a message into Junk or out of it.</summary>
/// <param name="Email">Which message of the account; it stays the same however often the message is moved.</param>
/// <param name="Change">The number of the move. Of two lessons about one message the later one holds.</param>
/// <param name="IsSpam">The message went into Junk; false: out of it.</param>
public sealed record Lesson(MessageReference Content, EmailId Email, ModSeq Change, bool IsSpam);

/// <summary>Lessons of one account: the body of one message of the queue <c>train</c>.</summary>
public sealed record LessonBatch(AccountId Account, ImmutableArray<Lesson> Lessons)
{
    /// <summary>Lessons that one move teaches at most; of more messages the newest do.</summary>
    public const int MaxLessons = 256;
}

/// <summary>The queue <c>train</c>. A batch may be worked on more than once, and out of order.</summary>
public interface ILessonQueue
{
    /// <exception cref="StoreUnavailableException">The queue does not answer.</exception>
    ValueTask EnqueueAsync(LessonBatch batch, CancellationToken cancellationToken);
}
