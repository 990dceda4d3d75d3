using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Certificates;
using Azure.Security.KeyVault.Secrets;
using MailCloud.Certificates.Vault;
using MailCloud.Testing;
using MailCloud.Testing.KeyVault;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Functions.Tests;

/// <summary>The certificate that signs profiles, out of a vault.</summary>
public sealed class ProfileCertificateTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly RecordedLog<ProfileCertificate> log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task The_newest_one_signs_and_the_last_one_while_the_vault_is_away()
    {
        await using var vault = await VaultServer.StartAsync();
        var certificate = Open(vault);
        Assert.Null(await certificate.FindAsync(Cancel));

        var first = await CreateAsync(vault);
        // The vault is not asked at every request.
        Assert.Null(await certificate.FindAsync(Cancel));
        time.Advance(Interval);
        Assert.Equal(first, await ThumbprintAsync(certificate));
        var reads = vault.Reads;
        time.Advance(Interval);
        Assert.Equal(first, await ThumbprintAsync(certificate));
        Assert.Equal(reads, vault.Reads);

        vault.Outage = 403;
        time.Advance(Interval);
        Assert.Equal(first, await ThumbprintAsync(certificate));
        Assert.Contains(log.Lines, line => line.Contains("mail cannot be read from its vault", StringComparison.Ordinal));

        vault.Outage = null;
        var second = await CreateAsync(vault);
        time.Advance(Interval);
        Assert.Equal(second, await ThumbprintAsync(certificate));
    }

    [Fact]
    public async Task Many_who_ask_at_once_read_it_once()
    {
        await using var vault = await VaultServer.StartAsync();
        await CreateAsync(vault);
        var certificate = Open(vault);
        var found = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => certificate.FindAsync(Cancel).AsTask()));
        Assert.Single(found.Distinct());
        Assert.Equal(1, vault.Reads);
    }

    private ProfileCertificate Open(VaultServer vault) =>
        new(
            new CertificateVault(
                vault.Address,
                VaultServer.Credential,
                VaultServer.OptionsOf(vault.Http),
                new SecretClientOptions { Transport = new HttpClientTransport(vault.Http), DisableChallengeResourceVerification = true }
            ),
            "mail",
            Interval,
            time,
            log
        );

    private static async Task<string?> ThumbprintAsync(ProfileCertificate certificate) =>
        (await certificate.FindAsync(Cancel))?.TargetCertificate.Thumbprint;

    /// <summary>Makes a certificate, or a new version of it, that signs itself.</summary>
    private static async Task<string> CreateAsync(VaultServer vault)
    {
        var names = new SubjectAlternativeNames();
        names.DnsNames.Add("mail.example.test");
        var policy = new CertificatePolicy(WellKnownIssuerNames.Self, "CN=mail.example.test", names);
        var operation = await vault.OpenCertificates().StartCreateCertificateAsync("mail", policy, cancellationToken: Cancel);
        var made = await operation.WaitForCompletionAsync(TimeSpan.FromMilliseconds(10), Cancel);
        return Convert.ToHexString(made.Value.Properties.X509Thumbprint);
    }
}
