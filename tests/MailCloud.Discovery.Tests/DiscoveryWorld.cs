using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailCloud.Local;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using MailCloud.Mail.TransportSecurity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Discovery.Tests;

/// <summary>The endpoints on a free port, for two domains of which one has an account.</summary>
internal sealed class DiscoveryWorld : IAsyncDisposable
{
    public static readonly MailAccess Access = new("mail.example.org", 993, 995, 465, 587, new Uri("https://webmail.example.org/"));

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-discovery-");
    private readonly WebApplication application;

    private DiscoveryWorld(WebApplication application, FakeTimeProvider time) => (this.application, Time) = (application, time);

    public FakeTimeProvider Time { get; }

    public Uri Address => new(application.Urls.Single());

    /// <summary>The authority of <see cref="Certificate"/>, and the file it is in.</summary>
    public string AuthorityFile { get; private set; } = "";

    /// <summary>What signs profiles; null: nothing does.</summary>
    public SslStreamCertificateContext? Certificate { get; set; }

    public IEnumerable<RouteEndpoint> Endpoints =>
        application.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<DiscoveryWorld> StartAsync(StsMode mode = StsMode.Testing, int requestsPerMinute = 10_000)
    {
        var directory = new MemoryDirectory();
        await directory.AddDomainAsync(new Domain("example.org"), Cancel);
        await directory.AddDomainAsync(new Domain("bücher.example"), Cancel);
        await directory.AddAsync(new AccountAddress(new Address("alice", "example.org"), new AccountId("alice@example.org")), Cancel);

        // Noon of tomorrow: the golden files have the time of day, and certificates made now are good.
        var time = new FakeTimeProvider(new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(1.5), TimeSpan.Zero));
        DiscoveryWorld? world = null;
        var site = new DiscoverySite(directory, () => Access, OwnStsPolicy.For(mode, Access.HostName), time)
        {
            RequestsPerMinute = requestsPerMinute,
            Certificate = _ => ValueTask.FromResult(world?.Certificate),
        };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        site.AddServices(builder.Services);
        var server = builder.Build();
        world = new DiscoveryWorld(server, time);
        server.UseRouting();
        server.UseRateLimiter();
        site.MapMail(server);
        site.MapAutodiscover(server);
        site.MapWellKnown(server);
        await server.StartAsync(Cancel);
        return world;
    }

    /// <summary>From now on there is a certificate of an authority.</summary>
    public void AddCertificate()
    {
        var files = LocalCertificates.Ensure(folder.FullName, ["mail.example.org"], TimeProvider.System);
        AuthorityFile = files.CaFile;
        Certificate = SslStreamCertificateContext.Create(
            X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile),
            [X509CertificateLoader.LoadCertificateFromFile(files.CaFile)],
            offline: true
        );
    }

    /// <param name="host">Under which name the server is asked; null: under its address.</param>
    public Task<Answer> GetAsync(string path, string? host = null) => SendAsync(HttpMethod.Get, path, host, content: null);

    public Task<Answer> PostAsync(string path, string xml, string encoding = "utf-8") =>
        SendAsync(HttpMethod.Post, path, host: null, new StringContent(xml, Encoding.GetEncoding(encoding), "text/xml"));

    public Task<Answer> PostAsync(string path, byte[] body) => SendAsync(HttpMethod.Post, path, host: null, new ByteArrayContent(body));

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await application.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? host, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = content };
        request.Headers.Host = host;
        using var response = await client.SendAsync(request, Cancel);
        return new Answer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.CacheControl?.ToString(),
            response.Content.Headers.ContentDisposition?.ToString(),
            await response.Content.ReadAsByteArrayAsync(Cancel)
        );
    }
}

/// <summary>What was answered.</summary>
internal sealed record Answer(int Status, string? Type, string? Caching, string? Disposition, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
