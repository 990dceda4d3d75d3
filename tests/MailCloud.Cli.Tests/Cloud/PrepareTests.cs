using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Security.KeyVault.Certificates;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;
using MailCloud.Testing.AzureDns;
using MailCloud.Testing.KeyVault;

namespace MailCloud.Cli.Tests.Cloud;

/// <summary>After a deployment everything is there that its template cannot make, and once is enough.</summary>
public sealed class PrepareTests : IAsyncLifetime
{
    private VaultServer edge = null!;
    private VaultServer secrets = null!;
    private AzureDnsServer zones = null!;
    private World world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        edge = await VaultServer.StartAsync();
        secrets = await VaultServer.StartAsync();
        zones = await AzureDnsServer.StartAsync("example.org");
        world = new World { Zones = zones, Dns = zones.Records };
        world.Vaults[edge.Address] = edge;
        world.Vaults[secrets.Address] = secrets;
        foreach (
            var (name, value) in new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["MAILCLOUD_DOMAIN"] = "example.org",
                ["MAILCLOUD_HOSTNAME"] = "mail.example.org",
                ["MAILCLOUD_LISTENER_ADDRESS"] = "192.0.2.1",
                ["MAILCLOUD_KEYVAULT"] = $"{secrets.Address}",
                ["MAILCLOUD_TLS_KEYVAULT"] = $"{edge.Address}",
                ["MAILCLOUD_TLS_NAMES"] = "mail.example.org,webmail.example.org",
                ["MAILCLOUD_WEB_URL"] = "https://app.azurewebsites.net",
                ["MAILCLOUD_DNS_ZONE_ID"] = AzureDnsServer.IdOf("example.org"),
                ["MAILCLOUD_NAME_SERVERS"] = "ns1.azure-dns.com, ns2.azure-dns.net",
            }
        )
            world.Variables[name] = value;
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await secrets.DisposeAsync();
        await zones.DisposeAsync();
    }

    [Fact]
    public async Task Everything_that_a_template_cannot_make_is_there()
    {
        var run = await world.RunAsync("cloud", "prepare");

        run.SucceededNoting("ns1.azure-dns.com, ns2.azure-dns.net");
        // A certificate with all names, whose key can be had.
        var certificate = (await edge.OpenCertificates().GetCertificateAsync("mail", Cancel)).Value;
        Assert.Equal(["mail.example.org", "webmail.example.org"], certificate.Policy.SubjectAlternativeNames.DnsNames);
        Assert.Equal((WellKnownIssuerNames.Self, true), (certificate.Policy.IssuerName, certificate.Policy.Exportable));
        // Secrets: one in both vaults, one in that of the functions alone.
        Assert.Equal(await ReadAsync(secrets, "srs"), Assert.IsType<string>(await ReadAsync(edge, "srs")));
        Assert.Equal(64, (await ReadAsync(secrets, "web-keys"))!.Length);
        Assert.Null(await ReadAsync(edge, "web-keys"));
        // The domain, its keys, and their records; they sign at once, since the zone answers.
        var domain = (await world.Directory.FindDomainAsync("example.org", Cancel))!;
        Assert.Equal(2, domain.ActiveSelectors.Count());
        Assert.Equal([domain.DkimSelectors[0].Record], zones.Texts("mc1r._domainkey.example.org"));
        Assert.Equal("postmaster@example.org", $"{domain.Postmaster}");
        // A mailbox that the password opens which was shown.
        var password = run.Output.Split("Password: ")[1].Split('\n')[0];
        var kept = (await world.Directory.FindCredentialsAsync(new AccountId("postmaster@example.org"), Cancel)).Single();
        Assert.Equal(ScramVerifier.Create(password, kept.Verifier.Parameters).StoredKey, kept.Verifier.StoredKey);
        Assert.Contains("mailcloud user passwd postmaster@example.org", run.Output, StringComparison.Ordinal);
        // What to tell a mail program, and how the records are.
        Assert.Contains("Reading (IMAP)\tmail.example.org\t993\tTLS\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("there\tMX\texample.org\t", run.Output, StringComparison.Ordinal);
        Assert.Contains("there\tSRV\t_imap._tcp.example.org\t", run.Output, StringComparison.Ordinal);
        Assert.Equal("app.azurewebsites.net", (string)zones.Properties("webmail.example.org", "CNAME")!["CNAMERecord"]!["cname"]!);
    }

    [Fact]
    public async Task A_second_time_changes_nothing_and_shows_no_password()
    {
        await world.RunAsync("cloud", "prepare");
        var (returnPaths, webKeys, writes) = (await ReadAsync(secrets, "srs"), await ReadAsync(secrets, "web-keys"), zones.Writes.Count);
        var before = await world.Directory.FindDomainAsync("example.org", Cancel);

        var run = (await world.RunAsync("cloud", "prepare")).SucceededNoting();

        Assert.DoesNotContain("Password", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, edge.Certificates.CountVersions("mail"));
        Assert.Equal(
            (returnPaths, webKeys, writes),
            (await ReadAsync(secrets, "srs"), await ReadAsync(secrets, "web-keys"), zones.Writes.Count)
        );
        Assert.Equal(before!.DkimSelectors, (await world.Directory.FindDomainAsync("example.org", Cancel))!.DkimSelectors);
    }

    [Fact]
    public async Task A_certificate_of_an_authority_is_left_alone_whatever_names_it_has()
    {
        var policy = new CertificatePolicy(
            WellKnownIssuerNames.Unknown,
            "CN=other.example.org",
            new SubjectAlternativeNames { DnsNames = { "other.example.org" } }
        );
        await IssueAsync(policy);
        var run = await world.RunAsync("cloud", "prepare");
        Assert.Contains("Certificate: there is one already.", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, edge.Certificates.CountVersions("mail"));
    }

    [Fact]
    public async Task A_self_signed_one_without_all_names_gets_a_next_version()
    {
        await world.RunAsync("cloud", "prepare");
        world.Variables["MAILCLOUD_TLS_NAMES"] += ",mta-sts.example.org";
        Assert.Contains("Certificate: self-signed", (await world.RunAsync("cloud", "prepare")).Output, StringComparison.Ordinal);
        Assert.Equal(2, edge.Certificates.CountVersions("mail"));
    }

    [Fact]
    public async Task A_deleted_certificate_is_said_how_to_bring_back()
    {
        await world.RunAsync("cloud", "prepare");
        await (await edge.OpenCertificates().StartDeleteCertificateAsync("mail", Cancel)).WaitForCompletionAsync(Cancel);
        (await world.RunAsync("cloud", "prepare")).Complained(2, "az keyvault certificate recover", "--name mail");
    }

    [Fact]
    public async Task Records_that_others_made_stay_though_nobody_sees_them_yet()
    {
        zones.IsBehind = true;
        var own = world.OpenZones([AzureDnsServer.IdOf("example.org")]).All[0];
        await own.AddAsync(
            "example.org",
            Certificates.Zones.DnsRecordType.Txt,
            "v=spf1 include:example.net -all",
            TimeSpan.FromHours(1),
            Cancel
        );
        await own.AddAsync("example.org", Certificates.Zones.DnsRecordType.Txt, "site-verification=1", TimeSpan.FromHours(1), Cancel);
        await own.AddAsync("_dmarc.example.org", Certificates.Zones.DnsRecordType.Txt, "something else", TimeSpan.FromHours(1), Cancel);

        await world.RunAsync("cloud", "prepare");

        Assert.Equal(["v=spf1 include:example.net -all", "site-verification=1"], zones.Texts("example.org"));
        Assert.Equal(2, zones.Texts("_dmarc.example.org").Count);
    }

    [Fact]
    public async Task Without_a_zone_of_ours_records_are_shown_to_be_published()
    {
        world.Variables["MAILCLOUD_DNS_ZONE_ID"] = "";
        var run = (await world.RunAsync("cloud", "prepare")).SucceededNoting("To be published");
        Assert.Empty(zones.Writes);
        Assert.Contains("\nmail.example.org. IN A 192.0.2.1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nmc1r._domainkey.example.org. IN TXT ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_makes_no_mailbox_since_its_log_would_keep_the_password()
    {
        world.Variables["CI"] = "true";
        var run = (await world.RunAsync("cloud", "prepare")).SucceededNoting("mailcloud user add postmaster@example.org");
        Assert.DoesNotContain("Password", run.Output, StringComparison.Ordinal);
        Assert.Null(await world.Directory.FindAsync(new Address("postmaster", "example.org"), Cancel));
    }

    [Fact]
    public async Task The_first_mailbox_may_have_another_name()
    {
        world.Variables["MAILCLOUD_FIRST_MAILBOX"] = "carol@example.org";
        await world.RunAsync("cloud", "prepare");
        Assert.IsType<AccountAddress>(await world.Directory.FindAsync(new Address("carol", "example.org"), Cancel));
        world.Variables["MAILCLOUD_FIRST_MAILBOX"] = "carol@example.net";
        (await world.RunAsync("cloud", "prepare")).Complained(2, "MAILCLOUD_FIRST_MAILBOX", "NAME@example.org");
    }

    [Fact]
    public async Task Roles_that_are_not_known_yet_are_waited_for()
    {
        edge.Outage = 403;
        var running = world.RunAsync("cloud", "prepare");
        // Each turn of the clock is another try; the vault lets in after the third.
        for (var turn = 0; !running.IsCompleted; turn++)
        {
            if (turn == 3)
                edge.Outage = null;
            await Task.WhenAny(running, Task.Delay(200, Cancel));
            world.Time.Advance(TimeSpan.FromSeconds(10));
        }
        (await running).SucceededNoting("roles that were just given take some minutes");
        Assert.Equal(1, edge.Certificates.CountVersions("mail"));
    }

    [Theory]
    [InlineData("MAILCLOUD_DOMAIN")]
    [InlineData("MAILCLOUD_KEYVAULT")]
    [InlineData("MAILCLOUD_TLS_KEYVAULT")]
    public async Task Without_a_deployment_it_is_said_where_its_variables_come_from(string variable)
    {
        world.Variables.Remove(variable);
        (await world.RunAsync("cloud", "prepare")).Complained(2, variable, "azd env get-values");
    }

    private static async Task<string?> ReadAsync(VaultServer vault, string name) =>
        await World.SecretsOf(vault).FindAsync(new SecretName(name), Cancel);

    /// <summary>Has a certificate signed as an authority does: the vault makes the request, and takes what came of it.</summary>
    private async Task IssueAsync(CertificatePolicy policy)
    {
        var client = edge.OpenCertificates();
        var pending = await client.StartCreateCertificateAsync("mail", policy, cancellationToken: Cancel);
        var request = CertificateRequest.LoadSigningRequest(
            pending.Properties.Csr,
            HashAlgorithmName.SHA256,
            CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions,
            RSASignaturePadding.Pkcs1
        );
        using var key = RSA.Create(2048);
        var authority = new X500DistinguishedName("CN=An authority");
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(
            authority,
            X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1),
            now,
            now.AddDays(90),
            [1]
        );
        await client.MergeCertificateAsync(new MergeCertificateOptions("mail", [certificate.RawData]), Cancel);
    }
}
