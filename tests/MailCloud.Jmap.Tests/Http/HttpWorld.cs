using System.Security.Claims;
using System.Text.Encodings.Web;
using MailCloud.Jmap.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MailCloud.Jmap.Tests.Http;

/// <summary>The API over HTTP. A request is the account's that its header <c>X-Account</c> names.</summary>
public sealed class HttpWorld : IAsyncDisposable
{
    private readonly WebApplication application;

    private HttpWorld(JmapWorld world, WebApplication application)
    {
        World = world;
        this.application = application;
        Stranger = NewClient();
        Client = NewClient();
        Client.DefaultRequestHeaders.Add("X-Account", JmapWorld.Alice.Value);
    }

    public JmapWorld World { get; }

    /// <summary>Sends the account's requests.</summary>
    public HttpClient Client { get; }

    /// <summary>Sends nobody's requests.</summary>
    public HttpClient Stranger { get; }

    public static async Task<HttpWorld> StartAsync()
    {
        var world = await JmapWorld.CreateAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
        builder.Services.AddAuthorization();
        var running = builder.Build();
        running.MapJmap(world.Server);
        await running.StartAsync();
        return new HttpWorld(world, running);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Stranger.Dispose();
        await application.DisposeAsync();
    }

    private HttpClient NewClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(application.Urls.Single()) };

    private sealed class HeaderAuthentication(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory logger,
        UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-Account"].ToString() is not { Length: > 0 } account)
                return Task.FromResult(AuthenticateResult.NoResult());
            var identity = new ClaimsIdentity([new Claim(HttpAccount.Claim, account)], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
        }
    }
}
