using System.Net;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Storage;
using MailCloud.Testing.Identity;
using MailKit.Net.Smtp;

namespace MailCloud.Functions.Tests.Cloud;

/// <summary>The listener and the published functions app in the cloud's settings: they have identities, and nowhere is there a key.</summary>
public class IdentityTests(PublishedHandler handler)
{
    private const string Storage = "https://storage.azure.com";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_comes_in_and_is_read_with_tokens_alone()
    {
        await using var cloud = await CloudDeployment.CreateAsync(handler);
        await cloud.AddAccountAsync("ann", MailUser.Password);
        var host = await cloud.StartFunctionsAsync();
        var ann = new MailUser(cloud, await cloud.StartListenerAsync());

        await ann.SendAsync("Of tokens");
        await ann.ReadAsync("Of tokens");
        Assert.Equal(0, await ann.CountAsync());
        Assert.Equal(HttpStatusCode.OK, await cloud.HealthAsync());

        Assert.Empty(host.Violations);
        Assert.Empty(cloud.Door.Refused);
        // A client may ask without a token where to get one.
        Assert.All(cloud.Door.Requests, request => Assert.True(request.Scheme is "Bearer" or "", request.ToString()));
        Assert.DoesNotContain(cloud.Door.Requests, request => request.IsOfTheAccount);
        AssertDone(cloud, CloudRoles.Listener, "PUT", "blob", "messages");
        AssertDone(cloud, CloudRoles.Listener, "POST", "queue", QueueNames.Deliver);
        AssertDone(cloud, CloudRoles.Functions, "GET", "blob", "messages");
        AssertDone(cloud, CloudRoles.Functions, "POST", "table", "accounts");
        AssertDone(cloud, CloudRoles.Listener, "POST", "table", "accounts");
        // A program asks for a token once, and not for each of its clients.
        Assert.Equal(
            [new TokenRequest(CloudRoles.Listener, Storage), new TokenRequest(CloudRoles.Functions, Storage)],
            cloud.Identity.Requests.OrderBy(request => request.ClientId, StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Tokens_are_renewed_before_they_end()
    {
        await using var cloud = await CloudDeployment.CreateAsync(handler);
        cloud.Identity.Lifetime = TimeSpan.FromSeconds(15);
        await cloud.StartFunctionsAsync(withTriggers: false);
        await Eventually.AsyncTrue(
            async () =>
            {
                Assert.Equal(HttpStatusCode.OK, await cloud.HealthAsync());
                return cloud.Identity.Requests.Count >= 3;
            },
            "a third token"
        );
    }

    [Theory]
    [InlineData("https://vault.azure.net", 3600)]
    [InlineData(Storage, -60)]
    public async Task A_token_for_something_else_or_one_that_is_over_opens_nothing(string audience, int seconds)
    {
        await using var cloud = await CloudDeployment.CreateAsync(handler);
        await cloud.StartFunctionsAsync(withTriggers: false);
        await cloud.AddAccountAsync("ann", MailUser.Password);
        (cloud.Identity.Audience, cloud.Identity.Lifetime) = (audience, TimeSpan.FromSeconds(seconds));
        cloud.Identity.ClaimedLifetime = TimeSpan.FromMinutes(10);
        var listener = await cloud.StartListenerAsync();

        var refusal = await Assert.ThrowsAsync<SmtpCommandException>(() => new MailUser(cloud, listener).SendAsync("In vain"));
        Assert.Equal(451, (int)refusal.StatusCode);
        Assert.Empty(await cloud.WaitingAsync(QueueNames.Deliver));
    }

    [Fact]
    public async Task Without_tokens_the_programs_wait_and_say_so_and_go_on_when_there_are_some()
    {
        await using var cloud = await CloudDeployment.CreateAsync(handler);
        await cloud.AddAccountAsync("ann", MailUser.Password);
        cloud.Identity.Outage = 503;
        var listener = await cloud.StartListenerAsync();
        var ann = new MailUser(cloud, listener);
        var starting = cloud.StartFunctionsAsync();

        var refusal = await Assert.ThrowsAsync<SmtpCommandException>(() => ann.SendAsync("Too early"));
        Assert.Equal(451, (int)refusal.StatusCode);
        await Eventually.AsyncTrue(
            () => Task.FromResult(cloud.Functions!.Output.Contains("The program cannot start yet", StringComparison.Ordinal)),
            "a word about tokens"
        );
        Assert.False(starting.IsCompleted);
        Assert.DoesNotContain(cloud.Door.Requests, request => request.ClientId is not null);

        cloud.Identity.Outage = null;
        var host = await starting;
        await ann.SendAsync("Now");
        await ann.ReadAsync("Now");
        Assert.Equal(1, host.Starts);
    }

    [Fact]
    public async Task An_identity_that_is_not_assigned_is_refused()
    {
        await using var cloud = await CloudDeployment.CreateAsync(handler);
        await cloud.AddAccountAsync("ann", MailUser.Password);
        var listener = await cloud.StartListenerAsync("00000000-0000-0000-0000-000000000001");
        await Assert.ThrowsAsync<SmtpCommandException>(() => new MailUser(cloud, listener).SendAsync("In vain"));
        Assert.Empty(cloud.Identity.Requests);
        // Whoever reads the log is told what to look at.
        Assert.Contains("No such identity", listener.Output, StringComparison.Ordinal);
    }

    private static void AssertDone(CloudDeployment cloud, string clientId, string method, string service, string resource) =>
        Assert.Contains(
            cloud.Door.Requests,
            request => request.ClientId == clientId && (request.Method, request.Service, request.Resource) == (method, service, resource)
        );
}
