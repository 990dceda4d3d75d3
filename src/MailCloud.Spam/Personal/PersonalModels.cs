using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using MailCloud.Spam.Models;

namespace MailCloud.Spam.Personal;

/// <summary>
/// What accounts have taught, in memory for a minute: most accounts never taught anything, and to know that must not cost a request for every message.
/// </summary>
public sealed class PersonalModels(IModelStore store, TimeProvider time)
{
    /// <summary>How long an account's newest lesson may take to count, where another process learned it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>Accounts that are remembered; each takes up to 100 KB.</summary>
    private const int MaxAccounts = 500;

    private readonly Lock gate = new();
    private readonly Dictionary<AccountId, Remembered> accounts = [];

    private sealed record Remembered(Weights Weights, DateTimeOffset Since);

    /// <summary>What the account taught; nothing, for most.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    public async ValueTask<Weights> FindAsync(AccountId account, CancellationToken cancellationToken)
    {
        lock (gate)
            if (accounts.TryGetValue(account, out var known) && time.GetUtcNow() - known.Since < Lifetime)
                return known.Weights;
        var stored = await store.ReadAsync(ModelName.Of(account), cancellationToken);
        var weights = stored is null ? Weights.None : ModelFormat.Decode(stored.Content.Span)?.Weights ?? Weights.None;
        Remember(account, weights);
        return weights;
    }

    /// <summary>What the account has taught just now, so that this process need not read it.</summary>
    public void Remember(AccountId account, Weights weights)
    {
        lock (gate)
        {
            if (accounts.Count >= MaxAccounts && !accounts.ContainsKey(account))
                accounts.Remove(accounts.MinBy(each => each.Value.Since).Key);
            accounts[account] = new Remembered(weights, time.GetUtcNow());
        }
    }
}
