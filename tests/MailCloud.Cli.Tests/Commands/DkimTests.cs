using MailCloud.Mail.Addresses;
using MailCloud.Secrets;
using MailCloud.SenderAuthentication.Dkim.Rotation;
using MailCloud.Testing.AzureDns;

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

        world.Publish(rotated.Output);

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
        world.Publish((await world.RunAsync("dkim", "rotate", "example.org")).Output);
        await world.RunAsync("dkim", "activate", "example.org");
        world.Publish((await world.RunAsync("dkim", "rotate", "example.org")).Output);
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

    [Fact]
    public async Task Where_the_zone_is_ours_rotate_writes_the_records_and_keys_sign_at_once()
    {
        await using var zones = await AzureDnsServer.StartAsync("example.org");
        var cloud = new World { Zones = zones, Dns = zones.Records };
        cloud.Variables["MAILCLOUD_SECRETS_FOLDER"] = "/secrets";
        cloud.Variables["MAILCLOUD_DNS_ZONES"] = AzureDnsServer.IdOf("example.org");
        Assert.True(await cloud.Directory.AddDomainAsync(new Domain("example.org"), Cancel));

        var run = (await cloud.RunAsync("dkim", "rotate", "example.org")).SucceededNoting("Written to Azure DNS: mc1r._domainkey");

        Assert.Equal(3, run.Output.Split("\tactive\t").Length);
        Assert.Equal(2, zones.Writes.Count);
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

    private async Task AddDomainAsync()
    {
        world.Variables["MAILCLOUD_SECRETS_FOLDER"] = "/secrets";
        Assert.True(await world.Directory.AddDomainAsync(new Domain("example.org"), Cancel));
    }
}
