using System.Net;
using MailCloud.Webmail.Tests.Login;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Webmail.Tests.Security;

/// <summary>What a stranger can ask at all.</summary>
public class EndpointTests
{
    /// <summary>Every endpoint that answers without a log-in. To add one is a decision, and not something that is forgotten.</summary>
    private static readonly string[] Open =
    [
        "GET HEAD /",
        "GET /.well-known/jmap",
        "GET HEAD /webmail/{**path}",
        "POST /webmail/login",
        "POST /webmail/login/passkey",
        "POST /webmail/login/passkey/options",
        "POST /webmail/login/recovery",
        "POST /webmail/login/totp",
    ];

    [Fact]
    public async Task Everything_but_the_log_in_asks_for_one()
    {
        await using var world = await WebWorld.StartAsync();
        var open = world
            .Endpoints.Where(endpoint =>
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
                || endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null
            )
            .Select(Describe);
        Assert.Equal(Open.Order(StringComparer.Ordinal), open.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_else_answers_without_a_session_or_with_half_a_log_in()
    {
        await using var world = await WebWorld.StartAsync();
        await world.AddTotpAsync(await world.LogInAsync());
        var (half, _) = await world.BeginAsync();
        // What says that the password was right does not say that somebody is logged in.
        half.Cookies[Browser.SessionCookie] = half.Cookies[Browser.HalfCookie];
        var closed = world.Endpoints.Where(endpoint => !Open.Contains(Describe(endpoint), StringComparer.Ordinal)).ToList();
        Assert.True(closed.Count > 20, $"{closed.Count}");
        foreach (var endpoint in closed)
        foreach (var method in MethodsOf(endpoint))
        foreach (var browser in new[] { world.Open(), half })
        {
            using var content = method is "GET" or "HEAD" ? null : new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            var answer = await browser.SendAsync(new HttpMethod(method), PathOf(endpoint), content);
            Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{method} {PathOf(endpoint)} was answered {answer.Status}.");
        }
    }

    [Fact]
    public async Task What_decides_about_the_account_asks_for_a_session_and_not_for_an_app_password()
    {
        await using var world = await WebWorld.StartAsync();
        var program = world.Open();
        program.Headers["X-MailCloud"] = program.Headers["Sec-Fetch-Site"] = null;
        program.Headers["Authorization"] =
            $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{WebWorld.Alice}:{WebWorld.Password}"))}";
        (await program.GetAsync("/jmap/session")).Succeeded();
        foreach (
            var endpoint in world.Endpoints.Where(endpoint => PathOf(endpoint).StartsWith("/webmail/account", StringComparison.Ordinal))
        )
            (
                await program.SendAsync(
                    new HttpMethod(MethodsOf(endpoint)[0]),
                    PathOf(endpoint),
                    MethodsOf(endpoint)[0] is "POST" ? System.Net.Http.Json.JsonContent.Create(new { }) : null
                )
            ).Refused(HttpStatusCode.Unauthorized);
    }

    private static string Describe(RouteEndpoint endpoint) =>
        $"{string.Join(' ', MethodsOf(endpoint).Order())} /{endpoint.RoutePattern.RawText!.TrimStart('/')}";

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods;

    private static string PathOf(RouteEndpoint endpoint) =>
        "/"
        + string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content
                        : part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator ? separator.Content
                        : "1"
                    )
                )
            )
        );
}
