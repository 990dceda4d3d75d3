using MailCloud.Mail.Store;

namespace MailCloud.Storage.Accounts;

/// <summary>
/// The accounts that this process works with. Those not used longest are forgotten when there are too many or they take too much memory; they are
/// read again when somebody asks. To forget one that is in use does no harm.
/// </summary>
internal sealed class OpenAccounts(Func<AccountId, OpenAccount> open, int maxCount, long maxWeight)
{
    // Weights are looked at once in so many uses: accounts grow slowly.
    private const int UsesBetweenTrims = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<AccountId, LinkedListNode<(AccountId Id, OpenAccount Account)>> byId = [];
    private readonly LinkedList<(AccountId Id, OpenAccount Account)> byUse = new();
    private int uses;

    public OpenAccount this[AccountId id]
    {
        get
        {
            lock (gate)
            {
                if (byId.TryGetValue(id, out var node))
                    byUse.Remove(node);
                else
                    byId[id] = node = new((id, open(id)));
                byUse.AddFirst(node);
                if (byUse.Count > maxCount || ++uses % UsesBetweenTrims == 0)
                    Trim();
                return node.Value.Account;
            }
        }
    }

    public OpenAccount? Find(AccountId id)
    {
        lock (gate)
            return byId.TryGetValue(id, out var node) ? node.Value.Account : null;
    }

    public void Forget(AccountId id)
    {
        lock (gate)
            if (byId.Remove(id, out var node))
                byUse.Remove(node);
    }

    private void Trim()
    {
        long weight = 0;
        var count = 0;
        // The one used last stays, however large it is.
        for (var node = byUse.First; node is not null; )
        {
            var next = node.Next;
            weight += node.Value.Account.Weight;
            if (++count > 1 && (count > maxCount || weight > maxWeight))
            {
                byId.Remove(node.Value.Id);
                byUse.Remove(node);
            }
            node = next;
        }
    }
}
