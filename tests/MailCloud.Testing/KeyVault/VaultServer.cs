using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MailCloud.Testing.KeyVault;

/// <summary>
/// A key vault of a test: as much of the REST interface as secrets and certificates need, over TLS, with soft delete. Who sends no token is told where to
/// get one.
/// </summary>
public sealed class VaultServer : IAsyncDisposable
{
    private const string Token = "the-token-of-the-test";

    private readonly LoopbackTls tls = new();
    private readonly VaultSecrets secrets;
    private readonly WebApplication app;

    private VaultServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(tls.Certificate)));
        Http = tls.CreateClient();
        Certificates = new VaultCertificates(() => Address);
        secrets = new VaultSecrets(() => Address, Certificates.FindSecret);
        app = builder.Build();
        app.Use(AdmitAsync);
        secrets.Map(app);
        Certificates.Map(app);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>A client that trusts this vault and nobody else.</summary>
    public HttpClient Http { get; }

    /// <summary>How often a secret's value was read, those of certificates among them.</summary>
    public int Reads => secrets.Reads;

    /// <summary>What the vault keeps of certificates.</summary>
    public VaultCertificates Certificates { get; }

    /// <summary>The status with which every request is answered; null: the vault works.</summary>
    public int? Outage { get; set; }

    public static TokenCredential Credential { get; } =
        DelegatedTokenCredential.Create(
            (request, _) =>
                request.Scopes is ["https://vault.azure.net/.default"]
                    ? new AccessToken(Token, DateTimeOffset.MaxValue)
                    : throw new InvalidOperationException("The token is asked for another resource than the vault named.")
        );

    public static async Task<VaultServer> StartAsync()
    {
        var vault = new VaultServer();
        await vault.app.StartAsync();
        vault.Address = new Uri(vault.app.Urls.Single());
        return vault;
    }

    /// <summary>Azure's client for the certificates of this vault.</summary>
    public CertificateClient OpenCertificates() => new(Address, Credential, OptionsOf(Http));

    /// <summary>What Azure's client for certificates needs to know of this vault.</summary>
    /// <param name="http">What reaches it: <see cref="Http"/>, or what a test has put around it.</param>
    public static CertificateClientOptions OptionsOf(HttpClient http) =>
        new() { Transport = new HttpClientTransport(http), DisableChallengeResourceVerification = true };

    /// <summary>A client of this vault with something around it.</summary>
    public HttpClient CreateClient(Func<HttpMessageHandler, HttpMessageHandler> around) => tls.CreateClient(around);

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Http.Dispose();
        tls.Dispose();
    }

    private async Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers.Authorization != $"Bearer {Token}")
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            http.Response.Headers.WWWAuthenticate =
                """Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net" """.Trim();
        }
        else if (Outage is { } status)
            http.Response.StatusCode = status;
        else
            await next(http);
    }
}
