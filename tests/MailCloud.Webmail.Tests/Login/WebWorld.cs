using MailCloud.Dns;
using MailCloud.Jmap;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Rendering;
using MailCloud.Mail.Store;
using MailCloud.Mail.Uploads;
using MailCloud.Webmail.Security.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Webmail.Tests.Login;

/// <summary>The whole site on a free port, over stores in memory, with one account.</summary>
internal sealed class WebWorld : IAsyncDisposable
{
    public const string Password = "the right password";

    public static readonly AccountId Alice = new("alice@example.org");

    // Checked often, and guessed by nobody.
    private static readonly ScramVerifier Verifier = ScramVerifier.Create(Password, iterations: 4096);

    private readonly MemoryKeys keys = new();
    private WebApplication? application;

    public FakeTimeProvider Time { get; private init; } = null!;

    public MemoryDirectory Directory { get; } = new();

    public MemoryObjectStore Objects { get; } = new();

    public MemoryMailStore Store { get; private init; } = null!;

    public Uri Address => new(application!.Urls.Single());

    public IEnumerable<RouteEndpoint> Endpoints =>
        application!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<WebWorld> StartAsync(int loginsPerMinute = 10_000)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var world = new WebWorld { Time = time, Store = new MemoryMailStore(time) };
        await world.Directory.AddDomainAsync(new Domain("example.org"), Cancel);
        await world.Store.CreateAccountAsync(Alice, Cancel);
        await world.Directory.SetCredentialAsync(Alice, new Credential(Credential.Password, Verifier), Cancel);
        await world.Directory.AddAsync(new AccountAddress(new Address("alice", "example.org"), Alice), Cancel);
        await world.StartServerAsync(loginsPerMinute);
        return world;
    }

    /// <summary>Ends the server and starts another, which has nothing but what is stored.</summary>
    public async Task RestartAsync()
    {
        await application!.DisposeAsync();
        await StartServerAsync(loginsPerMinute: 10_000);
    }

    public Browser Open() => new(Address);

    /// <summary>A browser in which the account is logged in.</summary>
    public async Task<Browser> LogInAsync(bool remember = false)
    {
        var browser = Open();
        var answer = await browser.LogInAsync(Password, remember);
        Assert.Equal("done", answer.Json.GetProperty("status").GetString());
        return browser;
    }

    /// <summary>Whether a password opens a service, as a mail server of its own asks.</summary>
    public async Task<bool> OpensAsync(string password, MailServices service)
    {
        var origin = new LoginOrigin(service, null);
        return (await new Authenticator(Directory, Time).VerifyAsync(origin, Alice.Value, password, Cancel)).Status
            == LoginStatus.Succeeded;
    }

    public async ValueTask DisposeAsync() => await application!.DisposeAsync();

    private async Task StartServerAsync(int loginsPerMinute)
    {
        var server = new JmapServer(JmapMethods.All)
        {
            Store = Store,
            Directory = Directory,
            Quotas = new QuotaPolicy(Directory),
            Objects = Objects,
            Uploads = new MemoryUploadStore(Time),
            Time = Time,
        };
        var site = new WebmailSite(
            server,
            new Authenticator(Directory, Time),
            protection => protection.KeepKeysIn(keys, encryption: null),
            protection => new MailView
            {
                Jmap = server,
                Cache = new MemoryRenderCache(Time),
                Protection = protection,
                Dns = new DnsResolver(new DnsSettings(), Time, NullLogger<DnsResolver>.Instance),
                AuthservId = "mail.example.org",
            }
        )
        {
            LoginsPerMinute = loginsPerMinute,
        };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        site.AddServices(builder.Services);
        application = builder.Build();
        WebmailSite.Use(application);
        WebmailSite.MapRoot(application);
        site.MapWebmail(application);
        site.MapJmap(application);
        await application.StartAsync(Cancel);
    }
}
