using CsCheck;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Mail.Tests.Store;

/// <summary>What changed between two snapshots is the same whether segments are shared or every message is compared.</summary>
public class MailboxDeltaTests
{
    private static readonly AccountId Account = new("alice@example.com");

    private static readonly Gen<(int Kind, int Message, int Count)> Step = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2000], Gen.Int[1, 700]);

    [Fact]
    public async Task The_delta_is_what_a_comparison_of_all_messages_finds() =>
        await Gen.Select(Step.Array[0, 8], Step.Array[0, 8]).SampleAsync(CompareAsync, iter: 100);

    private static async Task CompareAsync((int, int, int)[] before, (int, int, int)[] after)
    {
        var store = new MemoryMailStore(TimeProvider.System);
        await store.CreateAccountAsync(Account, default);
        var older = await RunAsync(store, before);
        var newer = await RunAsync(store, after);

        var (was, now) = (Messages(older), Messages(newer));
        var delta = MailboxDelta.Between(older, newer);
        Assert.Equal(UidSet.Of(was.Keys.Except(now.Keys)), delta.Expunged);
        Assert.Equal(UidSet.Of(now.Keys.Except(was.Keys)), delta.Appended);
        Assert.Equal(
            UidSet.Of(was.Keys.Where(uid => now.TryGetValue(uid, out var message) && message.ModSeq != was[uid].ModSeq)),
            delta.Changed
        );

        var ghosts = Messages(newer.WithGhosts(older, delta));
        Assert.Equal(was.Keys.Union(now.Keys).Order(), ghosts.Keys.Order());
        Assert.All(ghosts, ghost => Assert.Equal(now.GetValueOrDefault(ghost.Key, was.GetValueOrDefault(ghost.Key)), ghost.Value));
        Assert.Equal(delta.Expunged, MailboxDelta.Between(newer.WithGhosts(older, delta), newer).Expunged);
    }

    private static async Task<MailboxState> RunAsync(MemoryMailStore store, (int Kind, int Message, int Count)[] steps)
    {
        foreach (var (kind, message, count) in steps)
        {
            var (id, mailbox) = await InboxAsync(store);
            var uids = UidSet.Of(
                Enumerable.Range(message, count).Where(index => index < mailbox.Count).Select(index => mailbox[index].Uid)
            );
            await store.CommitAsync(
                Account,
                kind switch
                {
                    0 => new ExpungeMessages(id, uids),
                    1 => new ChangeFlags(id, uids, FlagChange.Add(MessageFlags.Seen)),
                    2 => new ChangeFlags(id, uids, FlagChange.Remove(MessageFlags.Seen)),
                    _ => new AppendMessages(MailboxTarget.Inbox, [.. Enumerable.Range(0, count).Select(_ => NewMessage())]),
                },
                default
            );
        }
        return (await InboxAsync(store)).Messages;
    }

    private static async Task<(MailboxId Id, MailboxState Messages)> InboxAsync(MemoryMailStore store)
    {
        var state = await store.ReadAsync(Account, StateDepth.Messages, default);
        var id = state!.Directory.Find(MailboxRole.Inbox)!.Id;
        return (id, state.Messages(id));
    }

    private static NewMessage NewMessage() => new(new MessageReference(default, 0, 1), MessageFlags.None, [], 0, default, Summary: null!);

    private static Dictionary<Uid, MessageRecord> Messages(MailboxState mailbox) =>
        Enumerable.Range(0, mailbox.Count).Select(index => mailbox[index]).ToDictionary(message => message.Uid);
}
