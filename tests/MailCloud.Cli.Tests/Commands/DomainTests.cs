using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Tests.Commands;

public sealed class DomainTests
{
    private readonly World world = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_names_what_to_do_next()
    {
        var run = (await world.RunAsync("domain", "add", "Example.org")).Succeeded();
        Assert.StartsWith("Added the domain example.org.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("`mailcloud dns example.org`", run.Output, StringComparison.Ordinal);
        (await world.RunAsync("domain", "add", "EXAMPLE.ORG")).Complained(1, "example.org is here already");
    }

    [Fact]
    public async Task An_international_domain_is_shown_as_it_is_read()
    {
        (await world.RunAsync("domain", "add", "Bücher.example")).Succeeded();
        (await world.RunAsync("domain", "add", "xn--bcher-kva.example")).Complained(1, "bücher.example is here already");
        Assert.Equal("bücher.example\t\t\n", (await world.RunAsync("domain", "list")).Succeeded().Output);
        (await world.RunAsync("user", "add", "ä@xn--bcher-kva.example", "--generate")).Succeeded();
        var shown = (await world.RunAsync("domain", "show", "bücher.example")).Succeeded().Output;
        Assert.Contains("in the DNS\txn--bcher-kva.example\n", shown, StringComparison.Ordinal);
        Assert.Contains("accounts\t1\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_account_is_postmaster_until_another_is_named_or_it_goes()
    {
        await world.RunAsync("domain", "add", "example.org");
        await world.RunAsync("user", "add", "carol@example.org", "--generate");
        await world.RunAsync("user", "add", "dave@example.org", "--generate");
        Assert.Equal("example.org\tcarol@example.org\t\n", (await world.RunAsync("domain", "list")).Succeeded().Output);

        (await world.RunAsync("domain", "set", "example.org", "--postmaster", "nobody@example.org")).Complained(1, "no nobody@example.org");
        (await world.RunAsync("domain", "set", "example.org", "--postmaster", "dave@example.org")).Succeeded();
        Assert.Equal("example.org\tdave@example.org\t\n", (await world.RunAsync("domain", "list")).Output);

        await world.RunAsync("user", "remove", "dave@example.org");
        Assert.Contains("postmaster\tnobody\n", (await world.RunAsync("domain", "show", "example.org")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Legacy_mechanisms_are_switched_with_a_warning()
    {
        await world.RunAsync("domain", "add", "example.org");
        (await world.RunAsync("domain", "set", "example.org", "--legacy-mechanisms", "on")).SucceededNoting("CRAM-MD5");
        Assert.True((await world.Directory.FindDomainAsync("example.org", Cancel))!.AllowsLegacyMechanisms);
        (await world.RunAsync("domain", "set", "example.org", "--legacy-mechanisms", "off")).Succeeded();
        Assert.False((await world.Directory.FindDomainAsync("example.org", Cancel))!.AllowsLegacyMechanisms);
    }

    [Fact]
    public async Task Capabilities_of_IMAP_are_switched_off_and_on_again()
    {
        await world.RunAsync("domain", "add", "example.org");
        (await world.RunAsync("domain", "set", "example.org", "--imap-off", "idle, MOVE")).Succeeded();
        Assert.Equal(["IDLE", "MOVE"], (await world.Directory.FindDomainAsync("example.org", Cancel))!.WithheldImapCapabilities);
        var shown = (await world.RunAsync("domain", "show", "example.org")).Succeeded().Output;
        Assert.Contains("IMAP without\tIDLE, MOVE\n", shown, StringComparison.Ordinal);
        (await world.RunAsync("domain", "set", "example.org", "--imap-off", "none")).Succeeded();
        Assert.Empty((await world.Directory.FindDomainAsync("example.org", Cancel))!.WithheldImapCapabilities);
        (await world.RunAsync("domain", "set", "example.org", "--imap-off", "LOGIN")).Complained(2, "LOGIN cannot be switched off");
    }

    [Fact]
    public async Task Set_needs_something_to_set()
    {
        await world.RunAsync("domain", "add", "example.org");
        (await world.RunAsync("domain", "set", "example.org")).Complained(2, "--postmaster", "--legacy-mechanisms");
        (await world.RunAsync("domain", "set", "example.org", "--legacy-mechanisms", "yes")).Complained(2, "takes on or off");
        (await world.RunAsync("domain", "set", "example.net", "--legacy-mechanisms", "off")).Complained(1, "example.net is not a domain");
    }

    [Fact]
    public async Task A_domain_with_addresses_is_not_removed()
    {
        await world.RunAsync("domain", "add", "example.org");
        await world.RunAsync("user", "add", "carol@example.org", "--generate");
        (await world.RunAsync("domain", "remove", "example.org")).Complained(1, "still has carol@example.org");
        await world.RunAsync("user", "remove", "carol@example.org");
        (await world.RunAsync("domain", "remove", "example.org")).Succeeded();
        Assert.False(await world.Directory.IsLocalDomainAsync("example.org", Cancel));
        (await world.RunAsync("domain", "remove", "example.org")).Complained(1, "example.org is not a domain");
    }
}
