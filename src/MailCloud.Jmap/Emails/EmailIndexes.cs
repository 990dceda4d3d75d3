using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails;

/// <summary>
/// The indexes of the accounts that were used last, as they were last. The states that it is asked about are those of one store: two states of an account share
/// what has not changed between them, and so do their indexes.
/// </summary>
public sealed class EmailIndexes
{
    /// <summary>An index, and the state that it keeps in memory, may be some megabytes.</summary>
    private const int MaxAccounts = 16;

    private readonly Lock gate = new();
    private readonly LinkedList<EmailIndex> latest = new();

    /// <summary>The index of a state, which has its messages.</summary>
    public EmailIndex Of(AccountState state)
    {
        var known = Find(state.Account);
        if (ReferenceEquals(known?.State, state))
            return known;
        var index = known?.MoveTo(state) ?? EmailIndex.Of(state);
        if (known is null || known.State.ModSeq <= state.ModSeq)
            Keep(index);
        return index;
    }

    private EmailIndex? Find(AccountId account)
    {
        lock (gate)
            return latest.FirstOrDefault(index => index.State.Account == account);
    }

    private void Keep(EmailIndex index)
    {
        lock (gate)
        {
            for (var node = latest.First; node is not null; node = node.Next)
            {
                if (node.Value.State.Account != index.State.Account)
                    continue;
                latest.Remove(node);
                break;
            }
            latest.AddFirst(index);
            if (latest.Count > MaxAccounts)
                latest.RemoveLast();
        }
    }
}
