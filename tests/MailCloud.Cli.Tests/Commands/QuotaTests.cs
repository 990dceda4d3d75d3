using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Cli.Tests.Commands;

public sealed class QuotaTests : IAsyncLifetime
{
    private readonly World world = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await world.RunAsync("domain", "add", "example.org");
        await world.RunAsync("user", "add", "alice@example.org", "--generate");
        await world.RunAsync("user", "add", "bob@example.org", "--generate");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_accounts_limits_are_set_shown_and_taken_away()
    {
        await HoldAsync(600 * 1024);
        var set = (await world.RunAsync("quota", "set", "alice@example.org", "--space", "1.5M", "--messages", "1000")).Succeeded();
        Assert.Equal("Changed the limits of alice@example.org.\n", set.Output);
        Assert.Equal(new Quota(1536 * 1024, 1000), await OwnAsync());
        Assert.Equal(
            "alice@example.org\tspace\t600K\t1.5M\t39%\tthe account\nalice@example.org\tmessages\t1\t1000\t0%\tthe account\n",
            (await world.RunAsync("quota", "show", "alice@example.org")).Succeeded().Output
        );

        // What is not named stays.
        (await world.RunAsync("quota", "set", "ALICE@example.org", "--space", "2g")).Succeeded();
        Assert.Equal(new Quota(2L << 30, 1000), await OwnAsync());

        (await world.RunAsync("quota", "remove", "alice@example.org")).Succeeded();
        Assert.Equal(Quota.Unset, await OwnAsync());
        Assert.Equal(
            "alice@example.org\tspace\t600K\tnone\t\t\nalice@example.org\tmessages\t1\tnone\t\t\n",
            (await world.RunAsync("quota", "show", "alice@example.org")).Succeeded().Output
        );
    }

    [Fact]
    public async Task A_domains_limits_are_those_of_accounts_without_their_own()
    {
        (await world.RunAsync("quota", "set", "Example.org", "--space", "100")).Succeeded();
        (await world.RunAsync("quota", "set", "bob@example.org", "--space", "none")).Succeeded();
        Assert.Equal(
            """
            alice@example.org	space	0	100	0%	its domain
            alice@example.org	messages	0	none		
            bob@example.org	space	0	none		the account
            bob@example.org	messages	0	none		

            """.ReplaceLineEndings("\n"),
            (await world.RunAsync("quota", "show", "example.org")).Succeeded().Output
        );
        Assert.Contains(
            "space of an account\t100\n",
            (await world.RunAsync("domain", "show", "example.org")).Succeeded().Output,
            StringComparison.Ordinal
        );

        (await world.RunAsync("quota", "remove", "example.org")).Succeeded();
        Assert.Equal(Quota.Unset, (await world.Directory.FindDomainAsync("example.org", Cancel))!.Quota);
    }

    [Fact]
    public async Task All_accounts_are_shown_where_nothing_is_named()
    {
        await world.RunAsync("domain", "add", "example.net");
        await world.RunAsync("user", "add", "carol@example.net", "--generate");
        var shown = (await world.RunAsync("quota", "show")).Succeeded().Output;
        Assert.Equal(6, shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task What_cannot_be_is_told()
    {
        (await world.RunAsync("quota", "show", "nobody@example.org")).Complained(1, "no account nobody@example.org");
        (await world.RunAsync("quota", "show", "example.com")).Complained(1, "example.com is not a domain");
        (await world.RunAsync("quota", "set", "nobody@example.org", "--space", "1G")).Complained(1, "no account nobody@example.org");
        (await world.RunAsync("quota", "set", "example.com", "--space", "1G")).Complained(1, "example.com is not a domain");
        (await world.RunAsync("quota", "set", "alice@example.org")).Complained(2, "--space", "--messages");
        (await world.RunAsync("quota", "set", "alice@example.org", "--space", "much")).Complained(2, "'much' is no limit");
        (await world.RunAsync("quota", "set", "alice@example.org", "--space", "-1")).Complained(2);
        (await world.RunAsync("quota", "set", "alice@example.org", "--messages", "1.5")).Complained(2, "'1.5' is no limit");
        (await world.RunAsync("quota", "set", "@@", "--space", "1G")).Complained(2, "neither a mail address nor a domain");
        Assert.Equal(Quota.Unset, await OwnAsync());
    }

    [Fact]
    public async Task Administrators_are_accounts_of_the_domain_for_as_long_as_they_are_there()
    {
        (await world.RunAsync("domain", "set", "example.org", "--administrators", "alice@example.org,Bob@example.org")).Succeeded();
        Assert.Contains(
            "administrators\talice@example.org, Bob@example.org\n",
            (await world.RunAsync("domain", "show", "example.org")).Succeeded().Output,
            StringComparison.Ordinal
        );
        var policy = new QuotaPolicy(world.Directory);
        Assert.True(await policy.IsAdministratorAsync(new AccountId("bob@example.org"), Cancel));

        (await world.RunAsync("domain", "set", "example.org", "--administrators", "carol@example.org")).Complained(1, "carol@example.org");
        (await world.RunAsync("domain", "set", "example.org", "--administrators", "alice@example.net")).Complained(1, "not an account of");

        await world.RunAsync("user", "remove", "bob@example.org", "--yes");
        await world.RunAsync("user", "add", "bob@example.org", "--generate");
        Assert.False(await policy.IsAdministratorAsync(new AccountId("bob@example.org"), Cancel));
        (await world.RunAsync("domain", "set", "example.org", "--administrators", "none")).Succeeded();
        Assert.False(await policy.IsAdministratorAsync(new AccountId("alice@example.org"), Cancel));
    }

    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("1023", 1023, "1023")]
    [InlineData("1K", 1024, "1K")]
    [InlineData("500MB", 524_288_000, "500M")]
    [InlineData("2.25g", 2_415_919_104, "2.3G")]
    [InlineData("8T", 8_796_093_022_208, "8T")]
    public void Sizes_are_read_and_written_as_people_do(string text, long octets, string written)
    {
        Assert.True(Sizes.TryParse(text, out var read));
        Assert.Equal((octets, written), (read, Sizes.Format(octets)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("1KK")]
    [InlineData("1,5G")]
    [InlineData("-1")]
    [InlineData("99999999T")]
    [InlineData("99999999999999999999999999999999")]
    public void What_is_no_size_is_not_read(string text) => Assert.False(Sizes.TryParse(text, out _));

    private async Task<Quota> OwnAsync() =>
        (await world.Mail.ReadAsync(new AccountId("alice@example.org"), StateDepth.Directory, Cancel))!.Quota;

    private Task<CommitResult> HoldAsync(int octets) =>
        world.Mail.DoAsync(
            new AccountId("alice@example.org"),
            new AppendMessages(MailboxTarget.Inbox, [ContractMail.MessageAt(ContractMail.Nowhere(octets))])
        );
}
