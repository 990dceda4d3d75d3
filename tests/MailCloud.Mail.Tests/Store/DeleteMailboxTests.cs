using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Mail.Tests.Store;

public class DeleteMailboxTests
{
    private static readonly AccountId Alice = new("alice@example.com");

    private readonly MemoryMailStore store = new(TimeProvider.System);

    [Fact]
    public async Task Names_of_deleted_mailboxes_stay_subscribed_but_not_any_number_of_them()
    {
        await store.CreateAccountAsync(Alice, default);
        for (var number = 0; number <= ChangeSubscription.MaxOrphans; number++)
        {
            await DoAsync(new CreateMailbox($"m{number}"));
            await DoAsync(new ChangeSubscription($"m{number}", Subscribed: true));
            await DoAsync(new DeleteMailbox($"m{number}"));
        }

        var names = (await store.ReadAsync(Alice, StateDepth.Directory, default))!.Directory.SubscribedWithoutMailbox;
        Assert.Equal(ChangeSubscription.MaxOrphans, names.Count);
        Assert.Contains("m0", names);
    }

    private async Task DoAsync(MailChange change) => Assert.Null((await store.CommitAsync(Alice, change, default)).Refusal);
}
