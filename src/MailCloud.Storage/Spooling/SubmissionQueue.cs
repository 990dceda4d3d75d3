using MailCloud.Mail.Submissions;
using MailCloud.Storage.Format;

namespace MailCloud.Storage.Spooling;

/// <summary>The queue <c>submit</c>: submissions that wait for their time.</summary>
public sealed class SubmissionQueue : ISubmissionQueue
{
    /// <summary>Tickets that come back at a time.</summary>
    private const int MaxRevived = 320;

    private const int Batch = 32;

    /// <summary>How long nobody else sees a ticket that is being brought back.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly WorkQueue queue;
    private readonly WorkQueue poison;

    internal SubmissionQueue(WorkQueue queue, WorkQueue poison) => (this.queue, this.poison) = (queue, poison);

    /// <inheritdoc/>
    public async ValueTask EnqueueAsync(SubmissionTicket ticket, TimeSpan delay, CancellationToken cancellationToken) =>
        await queue.SendAsync(SubmissionTicketFormat.Encode(ticket), delay, cancellationToken);

    /// <summary>What a message of the queue says.</summary>
    /// <exception cref="InvalidDataException">It is no such message.</exception>
    public static SubmissionTicket Read(string text) => SubmissionTicketFormat.Decode(text);

    /// <summary>
    /// Brings back tickets that were set aside, as when storage was away for longer than a message of the queue has tries: somebody believes that their message leaves. What is no
    /// ticket stays where it is.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> ReviveAsync(CancellationToken cancellationToken)
    {
        var revived = 0;
        for (var seen = 0; seen < MaxRevived; )
        {
            var some = await poison.ReceiveAsync(Batch, Lease, cancellationToken);
            if (some.Count == 0)
                break;
            seen += some.Count;
            foreach (var item in some.Where(item => IsTicket(item.Text)))
            {
                // It is twice on a queue rather than on none.
                await queue.SendAsync(item.Text, TimeSpan.Zero, cancellationToken);
                await poison.DeleteAsync(item, cancellationToken);
                revived++;
            }
        }
        return revived;
    }

    private static bool IsTicket(string text)
    {
        try
        {
            Read(text);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
