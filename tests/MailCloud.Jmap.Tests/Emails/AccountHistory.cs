using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Jmap.Tests.Emails;

/// <summary>An account that a seed changes, and what it was before.</summary>
internal sealed class AccountHistory
{
    private static readonly AccountId Alice = new("alice@example.org");

    private readonly Random random;
    private readonly List<AccountState> states = [];

    public AccountHistory(Random random)
    {
        this.random = random;
        Store = new MemoryMailStore(TimeProvider.System);
        Store.CreateAccountAsync(Alice, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Remember();
    }

    public MemoryMailStore Store { get; }

    public AccountState State => states[^1];

    /// <summary>Any state that there was.</summary>
    public AccountState Older() => states[random.Next(states.Count)];

    /// <summary>Something happens to the account, or is refused.</summary>
    public void Step()
    {
        Store.CommitAsync(Alice, RandomChanges.Next(random, State), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Remember();
    }

    private void Remember() =>
        states.Add(Store.ReadAsync(Alice, StateDepth.Messages, CancellationToken.None).AsTask().GetAwaiter().GetResult()!);
}
