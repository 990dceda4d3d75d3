using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>
/// Something done to an account while storage fails. The account has three messages in INBOX, of which the first is marked deleted, and the mailboxes a/b.
/// </summary>
/// <param name="Change">The change, given the account as it is before.</param>
/// <param name="IsDone">Whether the state is the one after it, done once.</param>
/// <param name="IsDoneAgain">What doing it again is refused with, where that is no success; null: it is one, or changes nothing.</param>
public sealed record Operation(
    string Name,
    Func<AccountState, MailChange> Change,
    Func<AccountState, bool> IsDone,
    RefusalReason? IsDoneAgain = null
)
{
    private static readonly UidSet Everything = UidSet.Of(new UidRange(new Uid(1), new Uid(uint.MaxValue)));

    public static IReadOnlyList<Operation> All { get; } =
    [
        new(
            "append",
            _ => new AppendMessages(MailboxTarget.Inbox, [ContractMail.MessageAt(ContractMail.Nowhere(), keywords: "new")]),
            state => state.In("INBOX").Count == 4
        ),
        new(
            "deliver",
            _ => new AppendMessages(MailboxTarget.Inbox, [ContractMail.MessageAt(ContractMail.Nowhere())], new DeliveryKey("this one")),
            state => state.In("INBOX").Count == 4,
            RefusalReason.AlreadyDelivered
        ),
        new(
            "store flags",
            state => new ChangeFlags(state.Mailbox("INBOX").Id, Everything, FlagChange.Add(MessageFlags.Seen, "k")),
            state => state.In("INBOX").All().All(message => message.Flags.HasFlag(MessageFlags.Seen) && message.Keywords == 1)
        ),
        new(
            "expunge",
            state => new ExpungeDeleted(state.Mailbox("INBOX").Id),
            state => state.In("INBOX").Count == 2 && state.Mailbox("INBOX").Tally.Deleted == 0
        ),
        new(
            "copy",
            state => new CopyMessages(state.Mailbox("INBOX").Id, Everything, MailboxTarget.Named("a/b")),
            state => (state.In("INBOX").Count, state.In("a/b").Count) == (3, 3)
        ),
        new(
            "move",
            state => new MoveMessages(state.Mailbox("INBOX").Id, Everything, MailboxTarget.Named("a/b")),
            state => (state.In("INBOX").Count, state.In("a/b").Count) == (0, 3)
        ),
        new(
            "create",
            _ => new CreateMailbox("x/y"),
            state => state.Directory.Find("x") is not null && state.Directory.Find("x/y") is not null,
            RefusalReason.MailboxExists
        ),
        new(
            "rename",
            _ => new RenameMailbox("a", "z"),
            state => state.Directory.Find("a/b") is null && state.Directory.Find("z/b") is not null,
            RefusalReason.NoSuchMailbox
        ),
        new(
            "delete",
            _ => new DeleteMailbox("a/b"),
            state => state.Directory.Find("a/b") is null && state.Directory.Find("a") is not null,
            RefusalReason.NoSuchMailbox
        ),
        new("set quota", _ => new SetQuota(new Quota(1_000, null)), state => state.Quota == new Quota(1_000, null)),
        new("subscribe", _ => new ChangeSubscription("a/b", Subscribed: true), state => state.Mailbox("a/b").Subscribed),
    ];

    public static Operation Named(string name) => All.Single(operation => operation.Name == name);

    /// <summary>An account as the operations want it.</summary>
    public static async Task<AccountId> PrepareAsync(IMailStore store)
    {
        var account = new AccountId($"fault-{Guid.NewGuid():N}");
        Assert.True(await store.CreateAccountAsync(account, CancellationToken.None));
        await store.DoAsync(account, new CreateMailbox("a/b"));
        var uids = await store.AppendAsync(account, "INBOX", 3);
        var inbox = (await store.ReadAsync(account)).Mailbox("INBOX").Id;
        await store.DoAsync(account, new ChangeFlags(inbox, UidSet.Of(uids.Ranges[0].First), FlagChange.Add(MessageFlags.Deleted)));
        return account;
    }
}
