using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Http;

/// <summary>How many of something an account may have running in this process at a time.</summary>
internal sealed class ConcurrencyLimit(int max)
{
    private readonly Lock gate = new();
    private readonly Dictionary<AccountId, int> running = [];

    /// <summary>Takes a place, which whoever has it gives back. Null: all are taken.</summary>
    public IDisposable? TryEnter(AccountId account)
    {
        lock (gate)
        {
            var count = running.GetValueOrDefault(account);
            if (count >= max)
                return null;
            running[account] = count + 1;
            return new Place(this, account);
        }
    }

    private void Leave(AccountId account)
    {
        lock (gate)
        {
            if (running[account] == 1)
                running.Remove(account);
            else
                running[account]--;
        }
    }

    private sealed class Place(ConcurrencyLimit limit, AccountId account) : IDisposable
    {
        public void Dispose() => limit.Leave(account);
    }
}
