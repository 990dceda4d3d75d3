using System.Collections.Immutable;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Junk;

/// <summary>
/// The store that users work on: what they move or copy into Junk, and out of it, becomes lessons for the spam filter. A deletion from Junk says nothing,
/// and neither does what the service itself puts there.
/// </summary>
public sealed class LearningMailStore(IMailStore store, ILessonQueue queue, ILogger<LearningMailStore> log) : MailStoreDecorator(store)
{
    public override async ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken)
    {
        var result = await base.CommitAsync(account, change, cancellationToken);
        var lessons = result.Events.SelectMany(logged => LessonsOf(result.State, logged)).Take(LessonBatch.MaxLessons).ToImmutableArray();
        if (!lessons.IsEmpty)
            await TeachAsync(new LessonBatch(account, lessons), cancellationToken);
        return result;
    }

    /// <summary>The move stands whatever becomes of the lesson: a user must not hear that it failed.</summary>
    private async ValueTask TeachAsync(LessonBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await queue.EnqueueAsync(batch, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "{Count} lessons of {Account} for the spam filter are lost", batch.Lessons.Length, batch.Account);
        }
    }

    private static IEnumerable<Lesson> LessonsOf(AccountState state, LoggedEvent logged) =>
        logged.Event switch
        {
            MessagesMoved moved => LessonsOf(state, logged, moved.From, moved.To),
            MessagesCopied copied => LessonsOf(state, logged, copied.From, copied.To),
            _ => [],
        };

    /// <summary>A lesson for each message, the newest first.</summary>
    private static IEnumerable<Lesson> LessonsOf(AccountState state, LoggedEvent logged, MailboxId from, MailboxId to)
    {
        if (Teaches(state.Directory.Find(from)?.Role, state.Directory.Find(to)?.Role) is not { } isSpam || !state.HasMessages)
            yield break;
        // The messages have the numbers of the event as their UIDs in the mailbox they went to.
        var mailbox = state.Messages(to);
        for (var index = mailbox.Count - 1; index >= 0 && mailbox[index].Uid.Value >= logged.First.Value; index--)
            if (mailbox[index] is var message && message.Uid.Value <= logged.Last.Value)
                yield return new Lesson(message.Content, message.EmailId, logged.Last, isSpam);
    }

    /// <summary>What such a move says; null: nothing.</summary>
    private static bool? Teaches(MailboxRole? from, MailboxRole? to) =>
        (from, to) switch
        {
            (MailboxRole.Junk, MailboxRole.Junk or MailboxRole.Trash or null) => null,
            (_, MailboxRole.Junk) => true,
            (MailboxRole.Junk, _) => false,
            _ => null,
        };
}
