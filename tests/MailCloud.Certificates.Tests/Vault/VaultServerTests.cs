using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure;
using Azure.Security.KeyVault.Certificates;
using MailCloud.Testing.KeyVault;

namespace MailCloud.Certificates.Tests.Vault;

/// <summary>The vault of the tests, over the calls that Azure's client really makes: it says what a Key Vault says.</summary>
public sealed class VaultServerTests : IAsyncLifetime
{
    private const string Name = "mail";

    private VaultServer vault = null!;
    private CertificateClient client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        vault = await VaultServer.StartAsync();
        client = vault.OpenCertificates();
    }

    public ValueTask DisposeAsync() => vault.DisposeAsync();

    public static TheoryData<string, string> Kinds() =>
        new MatrixTheoryData<string, string>(["RSA", "EC"], ["application/x-pkcs12", "application/x-pem-file"]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_self_signed_certificate_is_there_at_once_with_its_key(string keyType, string contentType)
    {
        var policy = Policy(WellKnownIssuerNames.Self);
        policy.KeyType = new CertificateKeyType(keyType);
        policy.ContentType = new CertificateContentType(contentType);

        var operation = await client.StartCreateCertificateAsync(Name, policy, cancellationToken: Cancel);
        var made = await operation.WaitForCompletionAsync(TimeSpan.FromMilliseconds(10), Cancel);

        Assert.Equal(contentType, made.Value.Policy.ContentType);
        using var certificate = await DownloadAsync();
        Assert.Equal(made.Value.Cer, certificate.RawData);
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal(certificate.Subject, certificate.Issuer);
        Assert.True(certificate.MatchesHostname("mail.example.org"));
        Assert.True(certificate.MatchesHostname("imap.example.org"));
    }

    [Fact]
    public async Task What_an_authority_signed_is_merged_with_the_key_that_waits_in_the_vault()
    {
        var operation = await client.StartCreateCertificateAsync(Name, Policy(WellKnownIssuerNames.Unknown), cancellationToken: Cancel);
        Assert.Equal("inProgress", operation.Properties.Status);
        var pending = await client.GetCertificateOperationAsync(Name, Cancel);
        Assert.Equal(operation.Properties.Csr, pending.Properties.Csr);
        await RefusedAsync(
            409,
            () => client.StartCreateCertificateAsync(Name, Policy(WellKnownIssuerNames.Unknown), cancellationToken: Cancel)
        );
        await RefusedAsync(404, () => client.GetCertificateAsync(Name, Cancel));

        using var authority = Authority();
        var signed = Sign(authority, operation.Properties.Csr);
        await client.MergeCertificateAsync(new MergeCertificateOptions(Name, [signed, authority.RawData]), Cancel);

        using var certificate = await DownloadAsync();
        Assert.Equal(signed, certificate.RawData);
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal("completed", (await client.GetCertificateOperationAsync(Name, Cancel)).Properties.Status);
        var secret = await vault.Http.SendAsync(await SecretRequestAsync(), Cancel);
        Assert.Contains("managed", await secret.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_key_is_not_merged()
    {
        await client.StartCreateCertificateAsync(Name, Policy(WellKnownIssuerNames.Unknown), cancellationToken: Cancel);
        using var authority = Authority();
        await RefusedAsync(400, () => client.MergeCertificateAsync(new MergeCertificateOptions(Name, [authority.RawData]), Cancel));
        Assert.True(vault.Certificates.IsPending(Name));
    }

    [Fact]
    public async Task A_request_that_is_deleted_or_cancelled_makes_room_for_another()
    {
        var first = await client.StartCreateCertificateAsync(Name, Policy(WellKnownIssuerNames.Unknown), cancellationToken: Cancel);
        await first.DeleteAsync(Cancel);
        await RefusedAsync(404, () => client.GetCertificateOperationAsync(Name, Cancel));
        var second = await client.StartCreateCertificateAsync(Name, Policy(WellKnownIssuerNames.Unknown), cancellationToken: Cancel);
        Assert.NotEqual(first.Id, second.Properties.RequestId);
        await second.CancelAsync(Cancel);
        Assert.Equal("cancelled", second.Properties.Status);
        await client.StartCreateCertificateAsync(Name, Policy(WellKnownIssuerNames.Self), cancellationToken: Cancel);
        Assert.Equal(1, vault.Certificates.CountVersions(Name));
    }

    [Fact]
    public async Task Versions_are_listed_and_can_be_disabled_and_enabled()
    {
        for (var i = 0; i < 3; i++)
            await client.StartCreateCertificateAsync(Name, Policy(WellKnownIssuerNames.Self), cancellationToken: Cancel);
        await client.StartCreateCertificateAsync("other", Policy(WellKnownIssuerNames.Self), cancellationToken: Cancel);

        var versions = await client.GetPropertiesOfCertificateVersionsAsync(Name, Cancel).ToListAsync(Cancel);
        Assert.Equal(3, versions.Count);
        Assert.Equal(2, await client.GetPropertiesOfCertificatesAsync(cancellationToken: Cancel).CountAsync(Cancel));

        var newest = (await client.GetCertificateAsync(Name, Cancel)).Value.Properties;
        newest.Enabled = false;
        await client.UpdateCertificatePropertiesAsync(newest, Cancel);
        Assert.False((await client.GetCertificateAsync(Name, Cancel)).Value.Properties.Enabled);
        await RefusedAsync(403, () => client.DownloadCertificateAsync(Name, cancellationToken: Cancel));
        using (await DownloadAsync(versions[0].Version)) { }
        newest.Enabled = true;
        await client.UpdateCertificatePropertiesAsync(newest, Cancel);
        using (await DownloadAsync()) { }
    }

    [Fact]
    public async Task What_is_deleted_can_be_recovered()
    {
        await client.StartCreateCertificateAsync(Name, Policy(WellKnownIssuerNames.Self), cancellationToken: Cancel);
        await client.StartDeleteCertificateAsync(Name, Cancel);
        await RefusedAsync(404, () => client.GetCertificateAsync(Name, Cancel));
        await RefusedAsync(
            409,
            () => client.StartCreateCertificateAsync(Name, Policy(WellKnownIssuerNames.Self), cancellationToken: Cancel)
        );
        await client.StartRecoverDeletedCertificateAsync(Name, Cancel);
        using (await DownloadAsync()) { }
    }

    private async Task<X509Certificate2> DownloadAsync(string? version = null) =>
        (await client.DownloadCertificateAsync(Name, version, Cancel)).Value;

    private async Task<HttpRequestMessage> SecretRequestAsync()
    {
        var token = await VaultServer.Credential.GetTokenAsync(new(["https://vault.azure.net/.default"]), Cancel);
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(vault.Address, $"secrets/{Name}?api-version=7.6"));
        request.Headers.Authorization = new("Bearer", token.Token);
        return request;
    }

    private static CertificatePolicy Policy(string issuer)
    {
        var names = new SubjectAlternativeNames();
        names.DnsNames.Add("mail.example.org");
        names.DnsNames.Add("imap.example.org");
        return new CertificatePolicy(issuer, "CN=mail.example.org", names);
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    private static byte[] Sign(X509Certificate2 authority, byte[] csr)
    {
        var request = CertificateRequest.LoadSigningRequest(
            csr,
            HashAlgorithmName.SHA256,
            CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions,
            RSASignaturePadding.Pkcs1
        );
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(
            authority.SubjectName,
            X509SignatureGenerator.CreateForECDsa(authority.GetECDsaPrivateKey()!),
            now,
            now.AddDays(9),
            [1, 2]
        );
        return signed.RawData;
    }

    private static async Task RefusedAsync(int status, Func<Task> call) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<RequestFailedException>(call)).Status);
}
