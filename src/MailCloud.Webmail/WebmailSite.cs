using MailCloud.Jmap;
using MailCloud.Jmap.Http;
using MailCloud.Mail.Authentication;
using MailCloud.Webmail.Account;
using MailCloud.Webmail.Assets;
using MailCloud.Webmail.Login;
using MailCloud.Webmail.Login.Factors;
using MailCloud.Webmail.Login.Sessions;
using MailCloud.Webmail.Mbox;
using MailCloud.Webmail.Rendering;
using MailCloud.Webmail.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Net.Http.Headers;

namespace MailCloud.Webmail;

/// <summary>
/// Everything that the service answers to browsers and to JMAP clients. Whoever hosts it adds its services, lets requests go through it, and maps its addresses; what is mapped asks for
/// authentication unless it says that it does not.
/// </summary>
/// <param name="protectKeys">Says where the keys are kept that protect cookies and secrets.</param>
/// <param name="view">What it takes to show mail, given what protects.</param>
public sealed class WebmailSite(
    JmapServer server,
    Authenticator authenticator,
    Action<IDataProtectionBuilder> protectKeys,
    Func<IDataProtectionProvider, MailView> view
)
{
    /// <summary>The most octets of a request to the endpoints of account and log-in.</summary>
    private const long MaxRequestOctets = 64 * 1024;

    /// <summary>How many log-ins one client may try a minute.</summary>
    public int LoginsPerMinute { get; init; } = 60;

    public PageFiles Page { get; init; } = PageFiles.OfThisProgram;

    /// <summary>What the server needs to have before it is built.</summary>
    public void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(server.Time);
        services
            .AddSingleton(server)
            .AddSingleton(server.Directory)
            .AddSingleton(server.Store)
            .AddSingleton(server.Objects)
            .AddSingleton(server.Quotas)
            .AddSingleton(authenticator)
            .AddSingleton<AccountCredentials>()
            .AddSingleton<WebSessions>()
            .AddSingleton<ISessionCheck>(all => all.GetRequiredService<WebSessions>())
            .AddSingleton<SessionCookies>()
            .AddSingleton<SecondFactors>()
            .AddSingleton<TotpCodes>()
            .AddSingleton<CodeCheck>()
            .AddSingleton<Passkeys>()
            .AddSingleton<PasskeyProof>()
            .AddSingleton<FactorProof>()
            .AddSingleton<LoginEndpoints>()
            .AddSingleton<PasskeyLogin>()
            .AddSingleton<SummaryEndpoint>()
            .AddSingleton<PasswordEndpoints>()
            .AddSingleton<SessionEndpoints>()
            .AddSingleton<SecondFactorEndpoints>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddRouting().AddClientLimits(LoginsPerMinute);
        protectKeys(services.AddDataProtection().SetApplicationName("MailCloud"));
        services
            .AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(Schemes.Session, null)
            .AddScheme<AuthenticationSchemeOptions, ProgramAuthentication>(Schemes.Program, null)
            .AddPolicyScheme(
                Schemes.Any,
                null,
                any =>
                    any.ForwardDefaultSelector = context =>
                        context.Request.Headers.ContainsKey(HeaderNames.Authorization) ? Schemes.Program : Schemes.Session
            );
        // No scheme is the default: what asks for nothing, such as the page's files, costs no look-up of a session.
        services.AddAuthorizationBuilder().SetDefaultPolicy(Require(Schemes.Any));
    }

    /// <summary>What every request goes through.</summary>
    public static void Use(IApplicationBuilder application)
    {
        application.UseRouting();
        application.UseSecurityHeaders();
        application.UseFailures();
        application.UseRateLimiter();
        application.UseAuthentication();
        application.UseAuthorization();
        application.UseCrossSiteGuard();
    }

    /// <summary>The root leads to the page.</summary>
    public static void MapRoot(IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], context => Lead(context, PageEndpoints.Root)).AllowAnonymous();

    /// <summary>The page and what it asks for besides JMAP.</summary>
    public void MapWebmail(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var limit = new RequestLimit();
        var closed = endpoints.MapGroup("").RequireAuthorization();
        var open = endpoints.MapGroup("").WithMetadata(limit).AllowAnonymous();
        // By a session alone: an app password is for mail, and not for what decides about it.
        var ownBySession = endpoints.MapGroup("").WithMetadata(limit).RequireAuthorization(Require(Schemes.Session));

        services.GetRequiredService<LoginEndpoints>().Map(open, ownBySession);
        services.GetRequiredService<PasskeyLogin>().Map(open);
        var account = ownBySession.MapGroup("/webmail/account");
        services.GetRequiredService<SummaryEndpoint>().Map(account);
        services.GetRequiredService<PasswordEndpoints>().Map(account);
        services.GetRequiredService<SessionEndpoints>().Map(account);
        services.GetRequiredService<SecondFactorEndpoints>().Map(account);
        closed.MapMbox(server);
        closed.MapRendering(view(services.GetRequiredService<IDataProtectionProvider>()));
        open.MapPage(Page);
    }

    /// <summary>The API for programs, and the address under <c>.well-known</c> at which they find it.</summary>
    public void MapJmap(IEndpointRouteBuilder endpoints) => endpoints.MapJmap(server);

    private static AuthorizationPolicy Require(string scheme) => new AuthorizationPolicyBuilder(scheme).RequireAuthenticatedUser().Build();

    private static Task Lead(HttpContext context, string address)
    {
        context.Response.Redirect(address);
        return Task.CompletedTask;
    }

    private sealed class RequestLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MaxRequestOctets;
    }
}
