using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Mail.Tests.Delivery;

/// <summary>Each account gets a message where its own filter wants it.</summary>
public sealed class JunkFilterTests
{
    [Fact]
    public async Task One_account_gets_the_message_into_junk_and_another_into_its_inbox()
    {
        var room = new MailRoom("ann", "bob");
        var agent = new DeliveryAgent(room.Store, room.Directory, room.Queue, room.Outgoing, NullLogger<DeliveryAgent>.Instance)
        {
            JunkFilter = new OneAccount(MailRoom.Account("ann")),
        };

        await agent.DeliverAsync(
            await room.AcceptAsync(("offer", [MailRoom.At("ann"), MailRoom.At("bob")])),
            TestContext.Current.CancellationToken
        );

        Assert.Empty(await room.InboxAsync("ann"));
        Assert.Single(await room.InboxAsync("ann", MailboxRole.Junk));
        Assert.Single(await room.InboxAsync("bob"));
        Assert.Empty(await room.InboxAsync("bob", MailboxRole.Junk));
    }

    private sealed class OneAccount(AccountId account) : IJunkFilter
    {
        public ValueTask<IReadOnlySet<AccountId>> JunkAsync(
            SpooledMessage message,
            IReadOnlyCollection<AccountId> accounts,
            CancellationToken cancellationToken
        )
        {
            Assert.Contains(account, accounts);
            return new(new HashSet<AccountId> { account });
        }
    }
}
