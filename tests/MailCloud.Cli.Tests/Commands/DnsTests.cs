using System.Text;
using ARSoft.Tools.Net.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Testing.AzureDns;

namespace MailCloud.Cli.Tests.Commands;

/// <summary>What a domain needs in the DNS is looked up, and printed for whoever has to put it there.</summary>
public sealed class DnsTests
{
    private readonly World world = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_shows_what_is_there_and_how_to_publish_what_is_not()
    {
        await AddDomainAsync();
        await world.RunAsync("dkim", "rotate", "example.org");
        world
            .Dns.MailExchange("example.org", 5, "mx.example.net")
            .Text("example.org", "v=spf1 include:example.net -all")
            .Text("_dmarc.example.org", "v=DMARC1; p=none")
            .Text("mc1r._domainkey.example.org", "v=DKIM1; p=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE")
            .Address("webmail.example.org", "192.0.2.80")
            .Service("_imaps._tcp.example.org", 993, "mail.example.org")
            .Service("_submissions._tcp.example.org", 465, "mail.example.net")
            .Issuer("example.org", "ca.example")
            .Fail("_smtp._tls.example.org");

        var run = (await world.RunAsync("dns", "example.org")).SucceededNoting("To be published");

        var (rows, lines) = Split(run.Output);
        Assert.Equal(
            """
            different	MX	example.org	Where its mail goes	it goes to mx.example.net
            missing	A	mail.example.org	Where the server is	
            there	TXT	example.org	SPF: who sends its mail	
            different	TXT	mc1r._domainkey.example.org	DKIM: a key that signs its mail	waits to be published
            missing	TXT	mc1e._domainkey.example.org	DKIM: a key that signs its mail	waits to be published
            there	TXT	_dmarc.example.org	DMARC: what to do with mail that is not its own	
            unknown	TXT	_smtp._tls.example.org	TLS reports: who hears of failures	
            missing	TXT	_mta-sts.example.org	MTA-STS: it has a policy on TLS	
            there	CNAME	webmail.example.org	The webmail	
            missing	CNAME	mta-sts.example.org	MTA-STS: where the policy is	
            missing	CNAME	autoconfig.example.org	Set-up of Thunderbird and others	
            missing	CNAME	autodiscover.example.org	Set-up of Outlook	
            different	SRV	_submissions._tcp.example.org	Sending, TLS	it leads to mail.example.net:465
            missing	SRV	_submission._tcp.example.org	Sending, STARTTLS	
            there	SRV	_imaps._tcp.example.org	Reading, TLS	
            missing	SRV	_pop3s._tcp.example.org	Fetching, TLS	
            missing	SRV	_imap._tcp.example.org	No IMAP without TLS	
            missing	SRV	_pop3._tcp.example.org	No POP3 without TLS	
            missing	SRV	_autodiscover._tcp.example.org	Set-up of Outlook	
            different	CAA	example.org	Who may issue certificates for it	others may: ca.example
            """,
            rows
        );
        Assert.Contains("example.org. IN MX 10 mail.example.org.", lines);
        Assert.Contains("mail.example.org. IN A <the server's address: --address>", lines);
        Assert.Contains("_submission._tcp.example.org. IN SRV 10 1 587 mail.example.org.", lines);
        Assert.Contains("""_smtp._tls.example.org. IN TXT "v=TLSRPTv1; rua=mailto:postmaster@example.org" """.TrimEnd(), lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("_dmarc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task There_is_nothing_to_publish_when_all_is_there()
    {
        await AddDomainAsync();
        await world.RunAsync("dkim", "rotate", "example.org");
        var zone = await world.RunAsync(
            "dns",
            "example.org",
            "--zone",
            "--address",
            "192.0.2.1",
            "2001:db8::1",
            "--web",
            "app.example.net"
        );
        world.Publish(zone.Output);
        world.Dns.Name("192.0.2.1", "mail.example.org").Name("2001:db8::1", "mail.example.org");
        await world.RunAsync("dkim", "activate", "example.org");

        var run = (
            await world.RunAsync("dns", "example.org", "--address", "192.0.2.1", "--address", "2001:db8::1", "--web", "app.example.net")
        ).Succeeded();

        Assert.All(run.Output.TrimEnd('\n').Split('\n'), line => Assert.Matches("^there\t[^\t]*\t[^\t]*\t[^\t]*\t$", line));
        Assert.Equal(21, run.Output.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task It_tells_of_a_server_whose_address_does_not_lead_back()
    {
        await AddDomainAsync();
        world.Dns.Address("mail.example.org", "192.0.2.1").Name("192.0.2.1", "pool-1.example.net");
        var run = await world.RunAsync("dns", "example.org");
        Assert.Contains("192.0.2.1 does not lead back to mail.example.org", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_or_a_web_name_that_leads_elsewhere_is_different()
    {
        await AddDomainAsync();
        world
            .Dns.Address("mail.example.org", "192.0.2.1")
            .Address("webmail.example.org", "192.0.2.2")
            .Address("autoconfig.example.org", "192.0.2.3")
            .Address("app.example.net", "192.0.2.3");
        var run = await world.RunAsync("dns", "example.org", "--address", "192.0.2.9", "--web", "app.example.net");
        Assert.Contains("different\tA\tmail.example.org\tWhere the server is\tit is 192.0.2.1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "different\tCNAME\twebmail.example.org\tThe webmail\tit leads to 192.0.2.2\n",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("there\tCNAME\tautoconfig.example.org\t", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_of_a_deployment_says_where_the_service_is()
    {
        await AddDomainAsync();
        world.Variables["MAILCLOUD_HOSTNAME"] = "mx.example.net";
        world.Variables["MAILCLOUD_LISTENER_ADDRESS"] = "192.0.2.1";
        world.Variables["MAILCLOUD_WEB_URL"] = "https://app.example.net/";
        world.Variables["MAILCLOUD_MTA_STS"] = "none";
        world.Variables["MAILCLOUD_ACME_DIRECTORY"] = "https://ca.example/directory";

        var (_, lines) = Split((await world.RunAsync("dns", "example.org")).Output);

        Assert.Contains("example.org. IN MX 10 mx.example.net.", lines);
        Assert.Contains("mx.example.net. IN A 192.0.2.1", lines);
        Assert.Contains("webmail.example.org. IN CNAME app.example.net.", lines);
        Assert.DoesNotContain(
            lines,
            line => line.Contains("mta-sts", StringComparison.Ordinal) || line.Contains(" CAA ", StringComparison.Ordinal)
        );
        // Where the webmail has its own name already, that name still leads to the functions.
        world.Variables["MAILCLOUD_WEB_URL"] = "https://webmail.example.org/webmail/";
        world.Variables["MAILCLOUD_FUNCTION_APP"] = "func-1";
        Assert.Contains(
            "webmail.example.org. IN CNAME func-1.azurewebsites.net.",
            (await world.RunAsync("dns", "example.org", "--zone")).Output,
            StringComparison.Ordinal
        );
        // The server's own name is in another zone.
        var zone = (await world.RunAsync("dns", "example.org", "--zone")).Succeeded().Output;
        Assert.DoesNotContain("mx.example.net. IN A", zone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_of_MTA_STS_has_another_id_when_it_says_something_else()
    {
        await AddDomainAsync();
        var ids = new HashSet<string>();
        foreach (var mode in (string[])["testing", "enforce"])
        {
            world.Variables["MAILCLOUD_MTA_STS"] = mode;
            foreach (var host in (string[])["a.example.org", "b.example.org"])
                ids.Add(
                    (await world.RunAsync("dns", "example.org", "--zone", "--host", host)).Output.Split("v=STSv1; id=")[1].Split(';')[0]
                );
        }
        Assert.Equal(4, ids.Count);
        Assert.All(ids, id => Assert.Matches("^[0-9a-z]{1,32}$", id));
    }

    [Fact]
    public async Task The_zone_file_is_read_by_others_as_it_was_meant()
    {
        await AddDomainAsync();
        await world.RunAsync("dkim", "rotate", "example.org");
        var run = await world.RunAsync("dns", "example.org", "--zone", "--address", "192.0.2.1", "2001:db8::1", "--web", "app.example.net");
        const string Head =
            "$ORIGIN example.org.\n@ 3600 IN SOA ns1 hostmaster 1 3600 600 86400 60\n@ 3600 IN NS ns1\nns1 3600 IN A 192.0.2.53\n";
        using var file = new MemoryStream(Encoding.ASCII.GetBytes(Head + run.Succeeded().Output));

        var zone = Zone.ParseMasterFile(ARSoft.Tools.Net.DomainName.Parse("example.org"), file);

        Assert.Equal(21 + 3, zone.Count);
        Assert.Equal("mail.example.org.", $"{Assert.Single(zone.OfType<MxRecord>()).ExchangeDomainName}");
        var key = zone.OfType<TxtRecord>().Single(record => $"{record.Name}" is "mc1r._domainkey.example.org.");
        var selector = (await world.Directory.FindDomainAsync("example.org", Cancel))!.DkimSelectors.Single(each => each.Name is "mc1r");
        Assert.Equal(selector.Record, string.Concat(key.TextParts));
        Assert.All(zone.OfType<TxtRecord>(), record => Assert.All(record.TextParts, part => Assert.InRange(part.Length, 1, 255)));
        Assert.Equal("letsencrypt.org", Assert.Single(zone.OfType<CAARecord>()).Value);
        Assert.Equal(7, zone.OfType<SrvRecord>().Count());
        Assert.Equal("2001:db8::1", $"{Assert.Single(zone.OfType<AaaaRecord>()).Address}");
    }

    [Fact]
    public async Task What_is_not_known_is_a_comment_in_the_zone_file()
    {
        await AddDomainAsync();
        var lines = (await world.RunAsync("dns", "example.org", "--zone")).Succeeded().Output.Split('\n');
        Assert.Contains("; mail.example.org. IN A <the server's address: --address>", lines);
        Assert.Contains("; webmail.example.org. IN CNAME <the host of the functions: --web>", lines);
    }

    [Fact]
    public async Task Write_puts_what_is_missing_into_our_zone_and_names_what_it_left_out()
    {
        await using var zones = await AzureDnsServer.StartAsync("example.org");
        var cloud = new World { Zones = zones, Dns = zones.Records };
        cloud.Variables["MAILCLOUD_DNS_ZONE_ID"] = AzureDnsServer.IdOf("example.org");
        Assert.True(await cloud.Directory.AddDomainAsync(new Domain("example.org"), Cancel));
        string[] write = ["dns", "example.org", "--write", "--host", "mx.example.net", "--address", "192.0.2.1", "192.0.2.2"];

        var run = (await cloud.RunAsync(write)).SucceededNoting(
            "Left out: mx.example.net. IN A 192.0.2.1",
            "Left out: webmail.example.org. IN CNAME"
        );

        Assert.Contains("example.org. IN MX 10 mx.example.net.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Output.Split('\n').Length - 1, zones.Writes.Count);
        Assert.Equal("", (await cloud.RunAsync(write)).Output);
    }

    [Fact]
    public async Task Write_without_a_zone_says_what_to_set()
    {
        await AddDomainAsync();
        (await world.RunAsync("dns", "example.org", "--write")).Complained(2, "MAILCLOUD_DNS_ZONE_ID", "--zone");
        world.Variables["MAILCLOUD_DNS_ZONE_ID"] = "example.org";
        (await world.RunAsync("dns", "example.org", "--write")).Complained(2, "MAILCLOUD_DNS_ZONE_ID", "resource id");
    }

    [Theory]
    [InlineData("--address", "mail.example.org", "is not an IP address")]
    [InlineData("--host", "not a name", "--host")]
    [InlineData("--web", "https://app.example.net", "--web")]
    public async Task An_option_that_cannot_be_read_is_named(string option, string value, string complaint)
    {
        await AddDomainAsync();
        (await world.RunAsync("dns", "example.org", option, value)).Complained(2, complaint);
    }

    private async Task AddDomainAsync()
    {
        world.Variables["MAILCLOUD_SECRETS_FOLDER"] = "/secrets";
        Assert.True(await world.Directory.AddDomainAsync(new Domain("example.org"), Cancel));
    }

    /// <summary>The rows of the table, and the lines of records after it.</summary>
    private static (string Rows, string[] Lines) Split(string output)
    {
        var lines = output.TrimEnd('\n').Split('\n');
        return (
            string.Join('\n', lines.Where(line => line.Contains('\t', StringComparison.Ordinal))),
            [.. lines.Where(line => !line.Contains('\t', StringComparison.Ordinal))]
        );
    }
}
