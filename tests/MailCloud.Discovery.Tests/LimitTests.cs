using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;

namespace MailCloud.Discovery.Tests;

/// <summary>What strangers may ask, how often, and what our own page is told.</summary>
public class LimitTests
{
    [Fact]
    public async Task Who_asks_too_often_waits()
    {
        await using var world = await DiscoveryWorld.StartAsync(requestsPerMinute: 5);
        for (var asked = 0; asked < 5; asked++)
            Assert.Equal(200, (await world.GetAsync("/.well-known/mta-sts.txt", "mta-sts.example.org")).Status);
        // One limit for all of it.
        Assert.Equal(429, (await world.GetAsync("/mail/apple.mobileconfig?address=alice@example.org")).Status);
        Assert.Equal(429, (await world.PostAsync("/autodiscover/autodiscover.xml", "<a/>")).Status);
    }

    [Fact]
    public async Task Everything_is_open_limited_and_small()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal(
            [
                "/.well-known/autoconfig/mail/config-v1.1.xml",
                "/.well-known/mail-v1.xml",
                "/.well-known/mta-sts.txt",
                "/autodiscover/autodiscover.json",
                "/autodiscover/autodiscover.json/v1.0/{email}",
                "/autodiscover/autodiscover.xml",
                "/mail/apple.mobileconfig",
                "/mail/config-v1.1.xml",
                "/mail/servers.json",
            ],
            world.Endpoints.Select(endpoint => endpoint.RoutePattern.RawText!).Order(StringComparer.Ordinal)
        );
        foreach (var endpoint in world.Endpoints)
        {
            Assert.NotNull(endpoint.Metadata.GetMetadata<IAllowAnonymous>());
            Assert.NotNull(endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>());
            Assert.Equal(16 * 1024, endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize);
        }
    }

    [Fact]
    public async Task The_webmail_is_told_what_to_show()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var servers = JsonDocument.Parse((await world.GetAsync("/mail/servers.json?address=alice@example.org")).Text).RootElement;
        Assert.Equal("mail.example.org", servers.GetProperty("hostName").GetString());
        Assert.Equal("""{"protocol":"imap","port":993,"isImplicitTls":true}""", servers.GetProperty("ports")[0].GetRawText());
        Assert.Equal("""{"protocol":"smtp","port":587,"isImplicitTls":false}""", servers.GetProperty("ports")[3].GetRawText());
        Assert.False(servers.GetProperty("profileIsSigned").GetBoolean());
        Assert.Equal(404, (await world.GetAsync("/mail/servers.json?address=alice@elsewhere.example")).Status);
    }
}
