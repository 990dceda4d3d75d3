using MailCloud.Mail.Addresses;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What quotas do in every store. Each test has a domain of its own, so that they may share a store.</summary>
public abstract class QuotaContract : IAsyncLifetime
{
    private readonly AccountId alice = new($"alice@{Guid.NewGuid():N}.example");

    private IMailStore Store { get; set; } = null!;

    private IMailStore Other { get; set; } = null!;

    private IDirectory Directory { get; set; } = null!;

    private string Domain => alice.Value.Split('@')[1];

    /// <summary>The same mail through two store objects, as two processes have it, and its directory.</summary>
    protected abstract ValueTask<(IMailStore Store, IMailStore Other, IDirectory Directory)> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        (Store, Other, Directory) = await OpenAsync();
        Assert.True(await Store.CreateAccountAsync(alice, CancellationToken.None));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_account_takes_what_fits_and_not_an_octet_more()
    {
        await LimitAsync(new Quota(250, null));
        await Store.DoAsync(alice, Append(100));

        Assert.Equal(RefusalReason.OverQuota, await Other.RefusedAsync(alice, Append(151)));
        await Other.DoAsync(alice, Append(150));
        Assert.Equal(RefusalReason.OverQuota, await Store.RefusedAsync(alice, Append(1)));
        Assert.Equal(new Usage(250, 2), await UsageAsync());
    }

    [Fact]
    public async Task Messages_are_counted_too()
    {
        await LimitAsync(new Quota(null, 3));
        await Store.DoAsync(alice, Append(1, 1_000_000));
        Assert.Equal(RefusalReason.OverQuota, await Store.RefusedAsync(alice, Append(1, 1)));
        await Store.DoAsync(alice, Append(1));
        Assert.Equal(3, (await UsageAsync()).Messages);
    }

    [Fact]
    public async Task A_copy_counts_and_a_move_does_not()
    {
        await Store.DoAsync(alice, Append(100, 100));
        await LimitAsync(new Quota(300, null));
        var inbox = (await Store.ReadAsync(alice)).Mailbox("INBOX").Id;
        var all = (await Store.ReadAsync(alice)).In("INBOX").AllUids();
        var first = UidSet.Of(new UidRange(all.Ranges[0].First, all.Ranges[0].First));

        Assert.Equal(RefusalReason.OverQuota, await Store.RefusedAsync(alice, new CopyMessages(inbox, all, MailboxTarget.Named("Sent"))));
        await Store.DoAsync(alice, new CopyMessages(inbox, first, MailboxTarget.Named("Sent")));
        await Store.DoAsync(alice, new MoveMessages(inbox, all, MailboxTarget.Named("Archive")));
        Assert.Equal(new Usage(300, 3), await UsageAsync());
    }

    [Fact]
    public async Task What_an_account_has_beyond_its_limit_stays_and_can_be_worked_with()
    {
        await Store.DoAsync(alice, Append(100, 100));
        await LimitAsync(new Quota(150, 1));
        Assert.Equal(RefusalReason.OverQuota, await Store.RefusedAsync(alice, Append(1)));

        var inbox = (await Store.ReadAsync(alice)).Mailbox("INBOX").Id;
        var all = (await Store.ReadAsync(alice)).In("INBOX").AllUids();
        await Store.DoAsync(alice, new ChangeFlags(inbox, all, FlagChange.Add(MessageFlags.Deleted)));
        await Store.DoAsync(alice, new CreateMailbox("a"));
        await Store.DoAsync(alice, new ExpungeDeleted(inbox));
        await Store.DoAsync(alice, Append(150));
    }

    [Fact]
    public async Task The_domains_limits_hold_where_the_account_has_none()
    {
        await Directory.AddDomainAsync(new Domain(Domain) { Quota = new Quota(100, 2) }, CancellationToken.None);
        Assert.Equal(RefusalReason.OverQuota, await Store.RefusedAsync(alice, Append(101)));

        await LimitAsync(new Quota(200, null));
        await Store.DoAsync(alice, Append(100, 100));
        await LimitAsync(new Quota(Quota.Unlimited, null));
        Assert.Equal(RefusalReason.OverQuota, await Store.RefusedAsync(alice, Append(1)));
        await LimitAsync(new Quota(Quota.Unlimited, Quota.Unlimited));
        await Store.DoAsync(alice, Append(1_000, 1_000));

        await LimitAsync(Quota.Unset);
        Assert.Equal(RefusalReason.OverQuota, await Store.RefusedAsync(alice, Append(1)));
    }

    [Fact]
    public async Task A_delivery_may_pass_the_limit_by_a_tenth_once()
    {
        await LimitAsync(new Quota(1_000, null));
        await Store.DoAsync(alice, Append(999));

        Assert.Equal(RefusalReason.OverQuota, await Store.RefusedAsync(alice, Deliver(102)));
        await Store.DoAsync(alice, Deliver(101));
        Assert.Equal(RefusalReason.OverQuota, await Store.RefusedAsync(alice, Deliver(1)));
        await Store.DoAsync(alice, Deliver(5_000) with { Allowance = Allowance.Boundless });
        Assert.Equal(6_100, (await UsageAsync()).Octets);
    }

    [Fact]
    public async Task A_delivery_that_was_done_is_done_though_the_account_is_full_now()
    {
        var (first, second) = (Deliver(100), Deliver(100));
        await Store.DoAsync(alice, first);
        await LimitAsync(new Quota(50, null));

        // Together, as a batch comes again: who was served is, who was not finds no room.
        var results = await Task.WhenAll(
            new[] { first, second, first }.Select(delivery => Other.CommitAsync(alice, delivery, CancellationToken.None).AsTask())
        );

        Assert.Equal(
            [RefusalReason.AlreadyDelivered, RefusalReason.OverQuota, RefusalReason.AlreadyDelivered],
            results.Select(result => result.Refusal?.Reason)
        );
        Assert.Equal(1, (await UsageAsync()).Messages);
    }

    [Fact]
    public async Task Many_writers_together_do_not_pass_the_limit()
    {
        await LimitAsync(new Quota(1_000, null));

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(n => Task.Run(() => (n % 2 == 0 ? Store : Other).CommitAsync(alice, Append(90), CancellationToken.None).AsTask()))
        );

        Assert.Equal(11, results.Count(result => result.Refusal is null));
        Assert.All(
            results.Where(result => result.Refusal is not null),
            result => Assert.Equal(RefusalReason.OverQuota, result.Refusal!.Reason)
        );
        Assert.Equal(new Usage(990, 11), await UsageAsync());
    }

    [Fact]
    public async Task The_same_limits_again_change_nothing()
    {
        var limits = new Quota(1_000, 10);
        await LimitAsync(limits);
        var before = (await Store.ReadAsync(alice)).ModSeq;
        Assert.Empty((await Other.DoAsync(alice, new SetQuota(limits))).Events);
        Assert.Equal((before, limits), ((await Other.ReadAsync(alice)).ModSeq, (await Other.ReadAsync(alice)).Quota));
    }

    private Task<CommitResult> LimitAsync(Quota quota) => Store.DoAsync(alice, new SetQuota(quota));

    private async Task<Usage> UsageAsync() => Usage.Of((await Store.ReadAsync(alice)).Directory);

    private static AppendMessages Append(params int[] octets) =>
        new(MailboxTarget.Inbox, [.. octets.Select(length => ContractMail.MessageAt(ContractMail.Nowhere(length)))]);

    private static AppendMessages Deliver(int octets) =>
        new(MailboxTarget.Inbox, [ContractMail.MessageAt(ContractMail.Nowhere(octets))], new DeliveryKey($"{Guid.NewGuid():N}"))
        {
            Allowance = Allowance.Grace,
        };
}
