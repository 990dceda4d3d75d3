using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Certificates;
using Azure.Security.KeyVault.Secrets;
using MailCloud.Certificates.Vault;
using MailCloud.Testing;
using MailCloud.Testing.KeyVault;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Listener.Tests;

/// <summary>A vault with certificates, and sources that read it.</summary>
internal sealed class VaultBench : IAsyncDisposable
{
    private readonly List<KeyVaultCertificateSource> sources = [];
    private readonly HttpClient http;

    private VaultBench(VaultServer server)
    {
        Server = server;
        http = server.CreateClient(inner => new SpoiledSecrets(this, inner));
    }

    public VaultServer Server { get; }

    /// <summary>The sources' clock; it begins now, since certificates are good from now on.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public RecordedLog<KeyVaultCertificateSource> Log { get; } = new();

    /// <summary>What the vault gives out in place of each certificate's secret; null: what it has.</summary>
    public string? Spoiled { get; set; }

    public static async Task<VaultBench> StartAsync() => new(await VaultServer.StartAsync());

    public KeyVaultCertificateSource Open(params string[] names)
    {
        var source = new KeyVaultCertificateSource(
            new CertificateVault(
                Server.Address,
                VaultServer.Credential,
                VaultServer.OptionsOf(http),
                new SecretClientOptions { Transport = new HttpClientTransport(http), DisableChallengeResourceVerification = true }
            ),
            [.. names],
            TimeSpan.FromMinutes(5),
            Time,
            Log
        );
        sources.Add(source);
        return source;
    }

    /// <summary>Makes a certificate, or a new version of it, that signs itself.</summary>
    /// <param name="monthsAgo">When it was made; it is good for a month from then.</param>
    public async Task<string> CreateAsync(string name, int monthsAgo, params string[] hosts)
    {
        var names = new SubjectAlternativeNames();
        foreach (var host in hosts)
            names.DnsNames.Add(host);
        var policy = new CertificatePolicy(WellKnownIssuerNames.Self, $"CN={hosts[0]}", names)
        {
            KeyType = CertificateKeyType.Ec,
            KeyCurveName = CertificateKeyCurveName.P256,
            ValidityInMonths = 1,
        };
        Server.Certificates.Time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMonths(-monthsAgo));
        var made = await (await Server.OpenCertificates().StartCreateCertificateAsync(name, policy)).WaitForCompletionAsync();
        return Convert.ToHexString(made.Value.Properties.X509Thumbprint);
    }

    /// <summary>Lets time pass until something is so.</summary>
    public async Task UntilAsync(Func<bool> isSo, TimeSpan? step = null)
    {
        for (var i = 0; i < 3000; i++)
        {
            if (isSo())
                return;
            Time.Advance(step ?? TimeSpan.FromSeconds(20));
            await Task.Delay(20);
        }
        throw new TimeoutException($"It did not come to it: {string.Join('\n', Log.Lines)}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources)
            await source.DisposeAsync();
        http.Dispose();
        await Server.DisposeAsync();
    }

    private sealed class SpoiledSecrets(VaultBench bench, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (
                bench.Spoiled is { } spoiled
                && request.RequestUri!.AbsolutePath.StartsWith("/secrets/", StringComparison.Ordinal)
                && answer.IsSuccessStatusCode
            )
                answer.Content = new StringContent(spoiled, null, "application/json");
            return answer;
        }
    }
}
