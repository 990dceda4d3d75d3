using System.Net;
using System.Net.Sockets;
using MailCloud.Functions.Tests.Hosting;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Storage;

namespace MailCloud.Functions.Tests;

/// <summary>What a stranger can do to the functions app from outside the Functions host.</summary>
public class FrontDoorTests(PublishedHandler handler)
{
    private static readonly string[] Paths =
    [
        "/Deliver",
        "/deliver",
        "//Deliver",
        "/./Deliver",
        "/%44eliver",
        "/api/Deliver",
        "/api/deliver",
        "/api/../Deliver",
        "/api/%2e%2e/Deliver",
        "/api/..%2fDeliver",
        "/api/health/../../Deliver",
        "/api/health/%2e%2e/%2e%2e/Deliver",
        "/api/health/../Deliver",
        "/api/health;/../../Deliver",
        "/webmail/Deliver",
        "/webmail/../Deliver",
        "/webmail/%2e%2e/Deliver",
        "/webmail/%252e%252e/Deliver",
        "/webmail/%25252e%25252e/Deliver",
        "/webmail/..%2fDeliver",
        "/webmail/..%252fDeliver",
        "/webmail/x/../../Deliver",
        "/webmail/x/%252e%252e/%252e%252e/Deliver",
        "/webmail;/../Deliver",
        "/webmail\\..\\Deliver",
        "/webmail/%2e%2e%5cDeliver",
        "/jmap/../Deliver",
        "/jmap/%252e%252e/Deliver",
        "/.well-known/../Deliver",
        "/.well-known/%252e./Deliver",
        "/mail/../Deliver",
        "/mail/%252e%252e/Deliver",
        "/autodiscover/../Deliver",
        "/Autodiscover/%252e%252e/Deliver",
        "/./%252e/Deliver",
        "/?/Deliver",
        "/#/Deliver",
        "/api\\..\\Deliver",
        "/Tick",
        "/",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forged_invocation_does_not_reach_a_trigger()
    {
        await using var deployment = await Deployment.StartAsync(handler, withTriggers: false);
        await deployment.AddAccountAsync("ann");
        await deployment.AcceptAsync("forged", Deployment.At("ann"));
        var text = Assert.Single(await deployment.PeekAsync(QueueNames.Deliver));
        var envelope = InvocationEnvelope.ForQueue("item", text, new Dictionary<string, object>(StringComparer.Ordinal));

        foreach (var path in Paths)
        foreach (var method in new[] { "POST", "PUT", "GET" })
        {
            var status = await RawRequest.SendAsync(deployment.Door.Address, $"{method} {path} HTTP/1.1", envelope);
            // What the page answers to a path of its own does not reach a trigger: the inbox stays empty.
            Assert.True(status is 400 or 404 or 405 or 302 || method is "GET", $"{method} {path} was answered {status}.");
        }
        Assert.Empty(await deployment.InboxAsync("ann"));

        // The envelope was good: from the host it delivers.
        await deployment.Host.InvokeAsync("Deliver", envelope, Cancel);
        Assert.Equal(["forged"], await deployment.InboxAsync("ann"));
        Assert.Empty(deployment.Host.Violations);
    }

    [Fact]
    public async Task Anyone_may_ask_how_it_is()
    {
        await using var deployment = await Deployment.StartAsync(handler, withTriggers: false);
        using var client = new HttpClient { BaseAddress = deployment.Door.Address };
        using var answer = await client.GetAsync("/api/health", Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"storage":"ok"}""", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task The_root_leads_to_the_webmail()
    {
        await using var deployment = await Deployment.StartAsync(handler, withTriggers: false);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = deployment.Door.Address };
        using var answer = await client.GetAsync("/", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/webmail/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_handler_listens_on_the_loopback_interface_only()
    {
        await using var deployment = await Deployment.StartAsync(handler, withTriggers: false);
        var port = (await deployment.Host.ReadyAsync()).Address.Port;
        var others = System
            .Net.Dns.GetHostAddresses(System.Net.Dns.GetHostName())
            .Where(address => !IPAddress.IsLoopback(address))
            .ToArray();
        Assert.SkipWhen(others.Length == 0, "This machine has no other address.");
        foreach (var address in others)
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(address, port, Cancel).AsTask());
        }
    }
}
