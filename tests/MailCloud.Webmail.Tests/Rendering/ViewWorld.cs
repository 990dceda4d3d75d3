using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using MailCloud.Jmap;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Http;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Rendering;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Mail.Uploads;
using MailCloud.Testing;
using MailCloud.Webmail.Rendering;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>The endpoints that show messages, on a port of their own, over stores in memory with two accounts. Who a request is of, a header of it says.</summary>
internal sealed class ViewWorld : IAsyncDisposable
{
    public const string AuthservId = "mx.example.org";

    /// <summary>The cookie, or header, in which a request says whose it is.</summary>
    public const string CookieName = HeaderLogIn.Header;

    public static readonly AccountId Alice = new("alice@example.org");
    public static readonly AccountId Bob = new("bob@example.org");

    private readonly WebApplication application;

    private ViewWorld(WebApplication application, MailView view)
    {
        this.application = application;
        View = view;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(application.Urls.Single()),
        };
        Client.DefaultRequestHeaders.Add(HeaderLogIn.Header, Alice.Value);
    }

    public MailView View { get; }

    /// <summary>Alice's browser.</summary>
    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public MemoryDns Dns => (MemoryDns)View.Dns;

    /// <param name="map">Maps more endpoints.</param>
    public static async Task<ViewWorld> CreateAsync(bool allowsPrivateAddresses = false, Action<IEndpointRouteBuilder>? map = null)
    {
        var directory = new MemoryDirectory();
        var store = new MemoryMailStore(TimeProvider.System);
        await store.CreateAccountAsync(Alice, CancellationToken.None);
        await store.CreateAccountAsync(Bob, CancellationToken.None);
        var view = new MailView
        {
            Jmap = new JmapServer([])
            {
                Store = store,
                Directory = directory,
                Quotas = new QuotaPolicy(directory),
                Objects = new MemoryObjectStore(),
                Uploads = new MemoryUploadStore(TimeProvider.System),
                Time = TimeProvider.System,
            },
            Cache = new MemoryRenderCache(TimeProvider.System),
            Protection = new EphemeralDataProtectionProvider(),
            Dns = new MemoryDns(),
            AuthservId = AuthservId,
            AllowsPrivateAddresses = allowsPrivateAddresses,
        };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder
            .Services.AddAuthentication(HeaderLogIn.Header)
            .AddScheme<AuthenticationSchemeOptions, HeaderLogIn>(HeaderLogIn.Header, null);
        builder.Services.AddAuthorization();
        var built = builder.Build();
        built.UseAuthentication();
        built.UseAuthorization();
        built.MapRendering(view);
        map?.Invoke(built);
        await built.StartAsync();
        return new ViewWorld(built, view);
    }

    /// <summary>Puts a message into an account's INBOX as it is.</summary>
    /// <returns>The Email's id.</returns>
    public async Task<string> DeliverAsync(byte[] message, AccountId? account = null)
    {
        var owner = account ?? Alice;
        await using var appender = new MessageAppender(View.Jmap.Store, owner);
        await appender.WriteAsync(message, CancellationToken.None);
        var complete = await appender.CompleteAsync(MessageFlags.None, [], TimeProvider.System.GetUtcNow(), CancellationToken.None);
        var result = await View.Jmap.Store.CommitAsync(
            owner,
            new AppendMessages(MailboxTarget.Named("INBOX"), [complete]),
            CancellationToken.None
        );
        return JmapIds.Of(new EmailId(result.Events[^1].Last.Value));
    }

    public Task<string> DeliverAsync(string message) => DeliverAsync(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")));

    /// <summary>Delivers a page and gets the document of its frame.</summary>
    public async Task<string> ShowPageAsync(string html, string query = "") =>
        await ShowAsync(await DeliverAsync($"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{html}"), query);

    /// <summary>The document of a message's frame.</summary>
    public Task<string> ShowAsync(string id, string query = "") =>
        Client.GetStringAsync(new Uri($"{RenderingEndpoints.View}{id}{query}", UriKind.Relative));

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(new Uri(path, UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await application.DisposeAsync();
    }

    /// <summary>Takes a header's word for who it is.</summary>
    private sealed class HeaderLogIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        public const string Header = "X-Test-Account";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            // A browser sends no header of ours with a frame.
            var account = Request.Headers[Header].FirstOrDefault() ?? Request.Cookies[Header];
            if (string.IsNullOrEmpty(account))
                return Task.FromResult(AuthenticateResult.NoResult());
            var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(HttpAccount.Claim, account)], Header));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Header)));
        }
    }
}
