using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>
/// So many searches of an account run at a time, whatever the number of its sessions; the others wait. One user does not take all processors. An account
/// that searches nothing takes no memory, and nothing runs here by itself.
/// </summary>
internal sealed class SearchTurns(int atOnce)
{
    private readonly Lock gate = new();
    private readonly Dictionary<AccountId, Queue> queues = [];

    /// <summary>Waits for a turn; dispose it when the search is done.</summary>
    public async ValueTask<IDisposable> TakeAsync(AccountId account, CancellationToken cancellationToken)
    {
        Queue? queue;
        lock (gate)
        {
            if (!queues.TryGetValue(account, out queue))
                queues[account] = queue = new Queue(new SemaphoreSlim(atOnce));
            queue.Users++;
        }
        try
        {
            await queue.Semaphore.WaitAsync(cancellationToken);
            return new Turn(this, account, queue);
        }
        catch
        {
            Leave(account, queue);
            throw;
        }
    }

    private void Leave(AccountId account, Queue queue)
    {
        lock (gate)
            if (--queue.Users == 0)
                queues.Remove(account);
    }

    /// <summary>Those of an account who search or wait.</summary>
    private sealed class Queue(SemaphoreSlim semaphore)
    {
        public SemaphoreSlim Semaphore => semaphore;

        public int Users { get; set; }
    }

    private sealed class Turn(SearchTurns turns, AccountId account, Queue queue) : IDisposable
    {
        public void Dispose()
        {
            queue.Semaphore.Release();
            turns.Leave(account, queue);
        }
    }
}
