using MailCloud.Mail.Addresses;
using MailCloud.Secrets;
using MailCloud.SenderAuthentication.Dkim.Rotation;

namespace MailCloud.Cli.Tests.Commands;

/// <summary>Keys are made, published by hand, and then sign.</summary>
public sealed class DkimTests
{
    private readonly World world = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rotate_shows_the_records_and_activate_signs_when_they_are_there()
    {
        await AddDomainAsync();
        var rotated = (await world.RunAsync("dkim", "rotate", "example.org")).SucceededNoting("mailcloud dkim activate example.org");
        Assert.Contains("mc1r._domainkey.example.org\tnext\t2027-01-15\tmissing\n", rotated.Output, StringComparison.Ordinal);
        (await world.RunAsync("dkim", "activate", "example.org")).SucceededNoting("Publish these records");

        Publish(rotated.Output);

        Assert.Equal(
            "mc1r._domainkey.example.org\tactive\t2027-01-15\tpublished\nmc1e._domainkey.example.org\tactive\t2027-01-15\tpublished\n",
            (await world.RunAsync("dkim", "activate", "example.org")).Succeeded().Output
        );
        Assert.Equal("example.org\t\tmc1r, mc1e\n", (await world.RunAsync("domain", "list")).Output);
        Assert.Equal(2, world.Secrets.Names.Count());
    }

    [Fact]
    public async Task Old_keys_are_gone_a_week_after_new_ones_sign()
    {
        await AddDomainAsync();
        Publish((await world.RunAsync("dkim", "rotate", "example.org")).Output);
        await world.RunAsync("dkim", "activate", "example.org");
        Publish((await world.RunAsync("dkim", "rotate", "example.org")).Output);
        var active = (await world.RunAsync("dkim", "activate", "example.org")).Succeeded().Output;
        Assert.Equal(3, active.Split("\tretired\t").Length);

        world.Time.Advance(DkimRotation.Grace);
        var left = (await world.RunAsync("dkim", "activate", "example.org")).Succeeded().Output;
        Assert.Matches("^mc2r.*\tactive\t.*\nmc2e.*\tactive\t.*\n$", left);
        Assert.Equal(2, world.Secrets.Names.Count());
    }

    [Fact]
    public async Task Keys_are_kept_where_the_command_line_or_the_environment_says()
    {
        await AddDomainAsync();
        (await world.RunAsync("dkim", "list", "example.org", "--vault", "https://a.vault.azure.net")).Succeeded();
        world.Variables["MAILCLOUD_SECRETS_FOLDER"] = "/secrets";
        (await world.RunAsync("dkim", "list", "example.org")).Succeeded();
        Assert.Equal(
            [new SecretSettings(new Uri("https://a.vault.azure.net"), null, null), new SecretSettings(null, "/secrets", null)],
            world.OpenedSecrets
        );
    }

    [Fact]
    public async Task Without_a_place_for_secrets_it_is_named_what_to_set()
    {
        await AddDomainAsync();
        world.Variables.Remove("MAILCLOUD_SECRETS_FOLDER");
        (await world.RunAsync("dkim", "rotate", "example.org")).Complained(2, "MAILCLOUD_KEYVAULT", "MAILCLOUD_SECRETS_FOLDER");
    }

    [Theory]
    [InlineData("rotate")]
    [InlineData("activate")]
    [InlineData("list")]
    public async Task A_domain_that_is_none_of_ours_has_no_keys(string command)
    {
        world.Variables["MAILCLOUD_SECRETS_FOLDER"] = "/secrets";
        (await world.RunAsync("dkim", command, "example.org")).Complained(1, "example.org is not a domain");
    }

    [Fact]
    public async Task Dns_shows_what_is_there_and_how_to_publish_what_is_not()
    {
        await AddDomainAsync();
        Publish((await world.RunAsync("dkim", "rotate", "example.org")).Output);
        world
            .Dns.MailExchange("example.org", 5, "mx.example.net")
            .Text("example.org", "v=spf1 include:example.net -all")
            .Text("_dmarc.example.org", "v=DMARC1; p=none")
            .Fail("_smtp._tls.example.org");

        var run = (await world.RunAsync("dns", "example.org")).SucceededNoting("To be published");

        Assert.Equal(
            """
            different	MX	example.org	Where its mail goes	it goes to mx.example.net
            missing	A	mail.example.org	Where the server is	
            there	TXT	example.org	SPF: who sends its mail	
            there	TXT	mc1r._domainkey.example.org	DKIM: a key that signs its mail	waits to be published
            there	TXT	mc1e._domainkey.example.org	DKIM: a key that signs its mail	waits to be published
            there	TXT	_dmarc.example.org	DMARC: what to do with mail that is not its own	
            unknown	TXT	_smtp._tls.example.org	TLS reports: who hears of failures	
            example.org. IN MX 10 mail.example.org.
            mail.example.org. IN A <the server's address>
            _smtp._tls.example.org. IN TXT "v=TLSRPTv1; rua=mailto:postmaster@example.org"

            """.ReplaceLineEndings("\n"),
            run.Output
        );
    }

    [Fact]
    public async Task Dns_has_nothing_to_publish_when_all_is_there()
    {
        await AddDomainAsync();
        Publish((await world.RunAsync("dkim", "rotate", "example.org")).Output);
        await world.RunAsync("dkim", "activate", "example.org");
        world
            .Dns.MailExchange("example.org", 5, "mx.example.org")
            .Address("mx.example.org", "192.0.2.1")
            .Name("192.0.2.1", "mx.example.org")
            .Text("example.org", "v=spf1 mx -all")
            .Text("_dmarc.example.org", "v=DMARC1; p=reject")
            .Text("_smtp._tls.example.org", "v=TLSRPTv1; rua=mailto:a@example.org");

        var run = (await world.RunAsync("dns", "example.org", "--host", "MX.example.org")).Succeeded();

        Assert.All(run.Output.TrimEnd('\n').Split('\n'), line => Assert.Matches("^there\t[^\t]*\t[^\t]*\t[^\t]*\t$", line));
    }

    [Fact]
    public async Task Dns_tells_of_a_server_whose_address_does_not_lead_back()
    {
        await AddDomainAsync();
        world.Dns.Address("mail.example.org", "192.0.2.1").Name("192.0.2.1", "pool-1.example.net");
        var run = await world.RunAsync("dns", "example.org");
        Assert.Contains("192.0.2.1 does not lead back to mail.example.org", run.Output, StringComparison.Ordinal);
    }

    private async Task AddDomainAsync()
    {
        world.Variables["MAILCLOUD_SECRETS_FOLDER"] = "/secrets";
        Assert.True(await world.Directory.AddDomainAsync(new Domain("example.org"), Cancel));
    }

    /// <summary>Publishes what a command said is to be published, as a provider's form takes it.</summary>
    private void Publish(string output)
    {
        const string Marker = ". IN TXT ";
        foreach (var line in output.Split('\n').Where(line => line.Contains(Marker, StringComparison.Ordinal)))
        {
            var parts = line.Split(Marker);
            world.Dns.Text(parts[0], string.Concat(parts[1].Split('"').Where((_, i) => i % 2 == 1)));
        }
    }
}
