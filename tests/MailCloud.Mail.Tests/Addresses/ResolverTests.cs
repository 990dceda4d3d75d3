using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Tests.Addresses;

/// <summary>Where mail for an address goes.</summary>
public sealed class ResolverTests : IAsyncLifetime
{
    private const string Local = "here.example";
    private readonly MemoryDirectory directory = new();

    public async ValueTask InitializeAsync() => Assert.True(await directory.AddDomainAsync(new Domain(Local), CancellationToken.None));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_accounts_address_leads_to_it_whatever_its_case()
    {
        await AccountAsync("alice");

        Assert.Equal(["alice"], AccountsOf(await ResolveAsync("Alice@HERE.example")));
    }

    [Fact]
    public async Task An_address_with_a_detail_is_the_one_without_unless_it_has_an_entry()
    {
        await AccountAsync("alice");
        await AccountAsync("bob");
        await AliasAsync("alice+lists", "bob@here.example");

        Assert.Equal(["alice"], AccountsOf(await ResolveAsync("alice+x+y@here.example")));
        Assert.Equal(["bob"], AccountsOf(await ResolveAsync("alice+lists@here.example")));
        Assert.Equal(ResolutionKind.UnknownAddress, (await ResolveAsync("+alice@here.example")).Kind);
    }

    [Fact]
    public async Task A_catch_all_takes_what_is_unknown()
    {
        await AccountAsync("alice");
        Assert.Equal(ResolutionKind.UnknownAddress, (await ResolveAsync("nobody@here.example")).Kind);
        await AliasAsync(IDirectory.CatchAll, "alice@here.example");

        Assert.Equal(["alice"], AccountsOf(await ResolveAsync("nobody@here.example")));
    }

    [Fact]
    public async Task Aliases_are_followed_and_each_target_counts_once()
    {
        await AccountAsync("alice");
        await AliasAsync("team", "sales@here.example", "alice@here.example", "out@there.example");
        await AliasAsync("sales", "ALICE@here.example", "Out@there.example", "team@here.example", "gone@here.example");

        var resolution = await ResolveAsync("team@here.example");

        Assert.Equal(ResolutionKind.Deliverable, resolution.Kind);
        Assert.Equal(["alice"], AccountsOf(resolution));
        Assert.Equal("out@there.example", Assert.Single(resolution.Remote).Canonical);
    }

    [Fact]
    public async Task Aliases_that_lead_to_each_other_lead_nowhere()
    {
        await AliasAsync("a", "b@here.example");
        await AliasAsync("b", "a@here.example");

        Assert.Equal(ResolutionKind.UnknownAddress, (await ResolveAsync("a@here.example")).Kind);
    }

    [Fact]
    public async Task Every_member_of_a_large_group_gets_its_copy()
    {
        var names = Enumerable.Range(0, 1_000).Select(n => $"member{n}").ToArray();
        foreach (var name in names)
            await AccountAsync(name);
        await AliasAsync("everyone", [.. names.Select(name => $"{name}@here.example")]);

        Assert.Equal(names, AccountsOf(await ResolveAsync("everyone@here.example")));
    }

    [Fact]
    public async Task A_probe_of_a_large_group_reads_little()
    {
        var names = Enumerable.Range(0, 1_000).Select(n => $"member{n}").ToArray();
        foreach (var name in names)
            await AccountAsync(name);
        await AliasAsync("everyone", [.. names.Select(name => $"{name}@here.example")]);
        await AliasAsync("all", "everyone@here.example");
        var counting = new CountingDirectory(directory);

        var probe = await new Resolver(counting).ProbeAsync(Parse("all@here.example"), CancellationToken.None);

        Assert.Equal(ResolutionKind.Deliverable, probe.Kind);
        Assert.InRange(counting.Reads, 3, 20);
    }

    [Fact]
    public async Task A_probe_goes_past_members_that_lead_nowhere()
    {
        await AccountAsync("alice");
        await AliasAsync("team", [.. Enumerable.Range(0, 100).Select(n => $"gone{n}@here.example"), "alice@here.example"]);

        var probe = await new Resolver(directory).ProbeAsync(Parse("team@here.example"), CancellationToken.None);

        Assert.Equal(["alice"], AccountsOf(probe));
    }

    [Fact]
    public async Task Members_elsewhere_cost_no_look_up_of_addresses()
    {
        await AliasAsync("list", [.. Enumerable.Range(0, 100).Select(n => $"m{n}@there.example")]);
        var counting = new CountingDirectory(directory);

        var resolution = await new Resolver(counting).ResolveAsync(Parse("list@here.example"), CancellationToken.None);

        Assert.Equal(100, resolution.Remote.Length);
        Assert.Equal(1, counting.Reads);
    }

    [Theory]
    [InlineData("postmaster@here.example")]
    [InlineData("PostMaster@HERE.example")]
    [InlineData("abuse@here.example")]
    [InlineData("hostmaster@here.example")]
    [InlineData("security@here.example")]
    public async Task A_role_leads_to_the_postmaster_before_the_catch_all_unless_it_has_an_entry(string role)
    {
        await AccountAsync("alice");
        await AccountAsync("bob");
        Assert.Equal(ResolutionKind.UnknownAddress, (await ResolveAsync(role)).Kind);
        await AliasAsync(IDirectory.CatchAll, "bob@here.example");
        Assert.Equal(["bob"], AccountsOf(await ResolveAsync(role)));

        await directory.UpdateDomainAsync(
            Local,
            domain => domain with { Postmaster = new Address("alice", Local) },
            CancellationToken.None
        );
        Assert.Equal(["alice"], AccountsOf(await ResolveAsync(role)));
        Assert.Equal(["bob"], AccountsOf(await ResolveAsync("anybody@here.example")));

        await AliasAsync(Parse(role).LocalPart, "bob@here.example");
        Assert.Equal(["bob"], AccountsOf(await ResolveAsync(role)));
    }

    [Fact]
    public async Task A_postmaster_that_is_its_own_leads_nowhere()
    {
        await directory.UpdateDomainAsync(
            Local,
            domain => domain with { Postmaster = new Address("postmaster", Local) },
            CancellationToken.None
        );
        Assert.Equal(ResolutionKind.UnknownAddress, (await ResolveAsync("abuse@here.example")).Kind);
    }

    [Fact]
    public async Task Another_domain_is_remote()
    {
        var resolution = await ResolveAsync("alice@there.example");

        Assert.Equal(ResolutionKind.Remote, resolution.Kind);
        Assert.Equal("alice@there.example", Assert.Single(resolution.Remote).ToString());
    }

    private static IEnumerable<string> AccountsOf(Resolution resolution) => resolution.Accounts.Select(account => account.Value);

    private async Task AccountAsync(string name) =>
        Assert.True(await directory.AddAsync(new AccountAddress(new Address(name, Local), new AccountId(name)), CancellationToken.None));

    private async Task AliasAsync(string name, params string[] targets) =>
        Assert.True(
            await directory.AddAsync(new AliasAddress(new Address(name, Local), [.. targets.Select(Parse)]), CancellationToken.None)
        );

    private ValueTask<Resolution> ResolveAsync(string address) =>
        new Resolver(directory).ResolveAsync(Parse(address), CancellationToken.None);

    private static Address Parse(string text)
    {
        Assert.True(Address.TryParse(text, out var address));
        return address;
    }
}
