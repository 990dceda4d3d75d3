using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using MailCloud.Jmap.Push;

namespace MailCloud.Jmap.Tests.Push;

/// <summary>PushSubscription/get and set, and what is pushed (RFC 8620 §7.2).</summary>
public class PushSubscriptionTests
{
    private const string Plain = """ "deviceClientId": "d", "url": "https://push.example.net/x" """;

    [Fact]
    public async Task A_new_subscription_is_sent_its_code_and_nothing_else_before_it_is_given_back()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await CreateAsync(world, $$"""{ {{Plain}} }""");
        var sent = JsonElement.Parse(Assert.Single(world.PushServices.Taken).Body);
        Assert.Equal("PushVerification", sent.GetProperty("@type").GetString());
        Assert.Equal(id, sent.GetProperty("pushSubscriptionId").GetString());

        await world.DeliverAsync("Subject: x\n\ny");
        await world.Push.WaitAsync();
        Assert.Single(world.PushServices.Taken);
    }

    [Fact]
    public async Task A_verified_subscription_is_told_of_changes_once()
    {
        var world = await JmapWorld.CreateAsync();
        await VerifiedAsync(world, $$"""{ {{Plain}}, "types": ["EmailDelivery", "Nonsense"] }""");
        await world.Push.WaitAsync();
        Assert.Single(world.PushServices.Taken);

        await world.DeliverAsync("Subject: x\n\ny");
        await world.Push.WaitAsync();
        await world.DeliverAsync("Subject: x\n\ny", "Archive");
        await world.Push.WaitAsync();
        Assert.Empty(world.PushLog.Warnings);
        Assert.Equal(2, world.PushServices.Taken.Count);
        var push = world.PushServices.Taken[1];
        Assert.Equal("https://push.example.net/x", push.Address.ToString());
        Assert.Equal("application/json", push.Headers["Content-Type"]);
        Assert.Equal("86400", push.Headers["TTL"]);
        Assert.StartsWith("vapid t=", push.Headers["Authorization"], StringComparison.Ordinal);
        var change = JsonElement.Parse(push.Body);
        Assert.Equal("StateChange", change.GetProperty("@type").GetString());
        Assert.Equal(
            ["EmailDelivery"],
            change.GetProperty("changed").GetProperty(world.AccountId).EnumerateObject().Select(type => type.Name)
        );
    }

    [Fact]
    public async Task Whoever_gives_keys_gets_what_nobody_else_can_read()
    {
        var world = await JmapWorld.CreateAsync();
        using var client = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var key = Base64Url.EncodeToString(PushEncryption.PublicKeyOf(client.ExportParameters(includePrivateParameters: false)));
        await CreateAsync(
            world,
            $$"""{ {{Plain}}, "keys": {"p256dh": "{{key}}", "auth": "{{Base64Url.EncodeToString(new byte[16])}}"} }"""
        );
        var push = Assert.Single(world.PushServices.Taken);
        Assert.Equal("aes128gcm", push.Headers["Content-Encoding"]);
        Assert.DoesNotContain("PushVerification", System.Text.Encoding.Latin1.GetString(push.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Gone, 0)]
    [InlineData(HttpStatusCode.NotFound, 0)]
    [InlineData(HttpStatusCode.TooManyRequests, 1)]
    [InlineData(HttpStatusCode.InternalServerError, 1)]
    public async Task A_subscription_that_the_service_does_not_know_any_more_is_removed(HttpStatusCode answer, int left)
    {
        var world = await JmapWorld.CreateAsync();
        await VerifiedAsync(world, $$"""{ {{Plain}} }""");
        world.PushServices.Answer = answer;
        await world.DeliverAsync("Subject: x\n\ny");
        await world.Push.WaitAsync();
        Assert.Equal(left, (await world.CallAsync("PushSubscription/get")).GetProperty("list").GetArrayLength());
    }

    [Fact]
    public async Task A_subscription_ends_unless_its_client_comes_back()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await VerifiedAsync(world, $$"""{ {{Plain}}, "expires": "2030-01-01T00:00:00Z" }""");
        Assert.Equal("2026-06-08T12:00:00Z", (await GetAsync(world, id)).GetProperty("expires").GetString());
        world.Time.Advance(TimeSpan.FromDays(5));
        await world.CallAsync("PushSubscription/set", $$"""{"update": {"{{id}}": {"expires": null} } }""");
        world.Time.Advance(TimeSpan.FromDays(5));
        Assert.Equal("2026-06-13T12:00:00Z", (await GetAsync(world, id)).GetProperty("expires").GetString());
        world.Time.Advance(TimeSpan.FromDays(5));
        Assert.Empty((await world.CallAsync("PushSubscription/get")).GetProperty("list").EnumerateArray());
        await world.DeliverAsync("Subject: x\n\ny");
        await world.Push.WaitAsync();
        Assert.Single(world.PushServices.Taken);
    }

    [Fact]
    public async Task Where_pushes_go_is_not_given_out()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await VerifiedAsync(world, $$"""{ {{Plain}} }""");
        var view = await GetAsync(world, id);
        Assert.Equal(
            ["deviceClientId", "expires", "id", "types", "verificationCode"],
            view.EnumerateObject().Select(each => each.Name).Order()
        );
        Assert.Equal("forbidden", await world.ErrorAsync("PushSubscription/get", """{"properties": ["url"]}"""));
        Assert.Equal("forbidden", await world.ErrorAsync("PushSubscription/get", """{"properties": ["keys"]}"""));
        Assert.Equal("invalidArguments", await world.ErrorAsync("PushSubscription/get", """{"accountId": "a"}"""));
    }

    [Theory]
    [InlineData("""{}""", "deviceClientId")]
    [InlineData("""{"deviceClientId": "d"}""", "url")]
    [InlineData("""{"deviceClientId": "d", "url": "http://push.example.net/"}""", "url")]
    [InlineData("""{"deviceClientId": "d", "url": "https://a:b@push.example.net/"}""", "url")]
    [InlineData("""{"deviceClientId": "d", "url": "/x"}""", "url")]
    [InlineData("""{"deviceClientId": "d", "url": "https://push.example.net/", "keys": {"p256dh": "AA", "auth": "AA"}}""", "keys")]
    [InlineData("""{"deviceClientId": "d", "url": "https://push.example.net/", "verificationCode": "x"}""", "verificationCode")]
    [InlineData("""{"deviceClientId": "d", "url": "https://push.example.net/", "expires": "2020-01-01T00:00:00Z"}""", "expires")]
    [InlineData("""{"deviceClientId": "d", "url": "https://push.example.net/", "types": [1]}""", "types")]
    [InlineData("""{"deviceClientId": "d", "url": "https://push.example.net/", "nonsense": 1}""", "nonsense")]
    public async Task What_is_no_subscription_is_not_made(string properties, string wrong)
    {
        var world = await JmapWorld.CreateAsync();
        var response = await world.CallAsync("PushSubscription/set", $$"""{"create": {"a": {{properties}} } }""");
        var error = response.GetProperty("notCreated").GetProperty("a");
        Assert.Equal("invalidProperties", error.GetProperty("type").GetString());
        Assert.Contains(wrong, error.GetProperty("properties").EnumerateArray().Select(each => each.GetString()));
        Assert.Empty(world.PushServices.Taken);
    }

    [Fact]
    public async Task A_wrong_code_verifies_nothing()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await CreateAsync(world, $$"""{ {{Plain}} }""");
        var response = await world.CallAsync("PushSubscription/set", $$"""{"update": {"{{id}}": {"verificationCode": "guess"} } }""");
        Assert.Equal("invalidProperties", response.GetProperty("notUpdated").GetProperty(id).GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.Null, (await GetAsync(world, id)).GetProperty("verificationCode").ValueKind);
    }

    [Fact]
    public async Task Subscriptions_are_removed()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await CreateAsync(world, $$"""{ {{Plain}} }""");
        var response = await world.CallAsync("PushSubscription/set", $$"""{"destroy": ["{{id}}", "x"]}""");
        Assert.Equal($$"""["{{id}}"]""", response.GetProperty("destroyed").GetRawText());
        Assert.Equal("notFound", response.GetProperty("notDestroyed").GetProperty("x").GetProperty("type").GetString());
    }

    [Fact]
    public async Task There_are_only_so_many_and_only_so_many_new_ones_in_an_hour()
    {
        var world = await JmapWorld.CreateAsync();
        for (var n = 0; n < 20; n++)
            await CreateAsync(world, $$"""{ {{Plain}} }""");
        Assert.Equal("overQuota", await NotCreatedAsync(world));
        var all = (await world.CallAsync("PushSubscription/get")).GetProperty("list").EnumerateArray();
        var ids = string.Join(',', all.Select(each => $"\"{each.GetProperty("id").GetString()}\""));
        await world.CallAsync("PushSubscription/set", $$"""{"destroy": [{{ids}}]}""");
        for (var n = 0; n < 10; n++)
            await CreateAsync(world, $$"""{ {{Plain}} }""");
        Assert.Equal("rateLimit", await NotCreatedAsync(world));
        Assert.Equal(30, world.PushServices.Taken.Count);
    }

    private static async Task<string?> NotCreatedAsync(JmapWorld world) =>
        (await world.CallAsync("PushSubscription/set", $$"""{"create": {"a": { {{Plain}} } } }"""))
            .GetProperty("notCreated")
            .GetProperty("a")
            .GetProperty("type")
            .GetString();

    private static async Task<string> CreateAsync(JmapWorld world, string properties)
    {
        var response = await world.CallAsync("PushSubscription/set", $$"""{"create": {"a": {{properties}} } }""");
        return response.GetProperty("created").GetProperty("a").GetProperty("id").GetString()!;
    }

    private static async Task<string> VerifiedAsync(JmapWorld world, string properties)
    {
        var id = await CreateAsync(world, properties);
        var code = JsonElement.Parse(world.PushServices.Taken[^1].Body).GetProperty("verificationCode").GetString();
        var response = await world.CallAsync("PushSubscription/set", $$"""{"update": {"{{id}}": {"verificationCode": "{{code}}"} } }""");
        Assert.True(response.GetProperty("updated").TryGetProperty(id, out _));
        return id;
    }

    private static async Task<JsonElement> GetAsync(JmapWorld world, string id) =>
        (await world.CallAsync("PushSubscription/get", $$"""{"ids": ["{{id}}"]}""")).GetProperty("list")[0];
}
