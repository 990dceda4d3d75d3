using Azure.Security.KeyVault.Certificates;
using MailCloud.Certificates.Renewal;
using MailCloud.Certificates.Vault;
using MailCloud.Certificates.Zones;
using MailCloud.Testing.AzureDns;
using MailCloud.Testing.KeyVault;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Cli.Tests.Commands;

/// <summary>The operator's look at the server's certificate, with an authority that cannot be reached.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private readonly World world = new();
    private VaultServer vault = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        vault = await VaultServer.StartAsync();
        world.OpenRenewal = (_, secrets) =>
            new CertificateRenewal(
                new RenewalSettings(new Uri("https://127.0.0.1:1/dir"), ["mail.example.org"]) { Vault = vault.Address },
                new VaultCertificate(vault.OpenCertificates(), "mail"),
                new AzureDnsZones([AzureDnsServer.IdOf("example.org")], AzureDnsServer.Credential),
                new AuthoritativeServers(world.Dns, TimeProvider.System, NullLoggerFactory.Instance),
                secrets(),
                new HttpClient(),
                TimeProvider.System,
                NullLogger<CertificateRenewal>.Instance
            );
        world.Variables["MAILCLOUD_KEYVAULT"] = "https://secrets.vault.azure.net";
    }

    public ValueTask DisposeAsync() => vault.DisposeAsync();

    [Fact]
    public async Task Without_a_certificate_one_is_due()
    {
        var output = (await world.RunAsync("certificate", "show")).Succeeded().Output;
        Assert.Contains("due now\tthere is none\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_is_shown_until_it_is_tried_again()
    {
        var names = new SubjectAlternativeNames();
        names.DnsNames.Add("mail.example.org");
        var policy = new CertificatePolicy(WellKnownIssuerNames.Self, "CN=mail.example.org", names);
        await vault.OpenCertificates().StartCreateCertificateAsync("mail", policy, cancellationToken: Cancel);

        (await world.RunAsync("certificate", "renew")).Complained(CommandLine.Failed, "127.0.0.1 cannot be reached", "next try");
        var output = (await world.RunAsync("certificate", "show")).Succeeded().Output;
        Assert.Contains("names\tmail.example.org\n", output, StringComparison.Ordinal);
        Assert.Contains("due now\tit is signed by itself\n", output, StringComparison.Ordinal);
        Assert.Contains("last problem\t127.0.0.1 cannot be reached", output, StringComparison.Ordinal);
        (await world.RunAsync("certificate", "renew", "--if-due")).Complained(CommandLine.Failed, "127.0.0.1 cannot be reached");
    }

    [Fact]
    public async Task A_vault_that_refuses_is_told()
    {
        vault.Outage = 403;
        (await world.RunAsync("certificate", "show")).Complained(CommandLine.Failed, "403", "mail");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("off")]
    public async Task Where_no_authority_is_set_nothing_can_be_renewed(string? directory)
    {
        var bare = new World();
        bare.Variables["MAILCLOUD_ACME_DIRECTORY"] = directory;
        (await bare.RunAsync("certificate", "renew")).Complained(CommandLine.Usage, "MAILCLOUD_ACME_DIRECTORY");
    }

    [Fact]
    public async Task A_setting_that_is_missing_is_named()
    {
        var bare = new World();
        bare.Variables["MAILCLOUD_ACME_DIRECTORY"] = "https://ca.example/directory";
        (await bare.RunAsync("certificate", "show")).Complained(CommandLine.Usage, "MAILCLOUD_TLS_KEYVAULT");
    }
}
