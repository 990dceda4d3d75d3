using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Mail.Submissions;

namespace MailCloud.Jmap.Submissions;

/// <summary>Submissions that are done are forgotten when there are many (RFC 8621 §7 lets a server do so at any time).</summary>
internal static class SubmissionHistory
{
    /// <summary>So many that are done are kept, the newest.</summary>
    private const int Kept = 200;

    /// <summary>Of so many calls one looks, by chance: none of them costs much, and nobody has to count.</summary>
    private const int Interval = 40;

    public static ValueTask PruneNowAndThenAsync(IObjectStore objects, AccountId account, CancellationToken cancellationToken) =>
        Random.Shared.Next(Interval) == 0 ? PruneAsync(objects, account, cancellationToken) : ValueTask.CompletedTask;

    public static async ValueTask PruneAsync(IObjectStore objects, AccountId account, CancellationToken cancellationToken)
    {
        var all = await objects.ReadAsync(account, Submission.Kind, cancellationToken);
        var done = all
            .Objects.Where(stored => Submission.Of(stored).Phase is SubmissionPhase.Released or SubmissionPhase.Canceled)
            .OrderByDescending(stored => stored.Created)
            .Skip(Kept)
            .Take(ObjectLimits.MaxWrites)
            .Select(stored => new ObjectWrite(stored.Id, Body: null, stored.Changed))
            .ToList();
        if (done.Count > 0)
            await objects.TryCommitAsync(account, Submission.Kind, done, cancellationToken);
    }
}
