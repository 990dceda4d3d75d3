using System.Text.Json;
using MailCloud.Mail.Addresses;

namespace MailCloud.Jmap.Tests.Identities;

/// <summary>Identity (RFC 8621 §6), and with it what all types do that lie in the object store.</summary>
public sealed class IdentityTests
{
    private const string Own = "alice@example.org";

    [Fact]
    public async Task Each_address_of_the_account_has_one_from_the_start()
    {
        var world = await WorldAsync();

        var answer = await world.CallAsync("Identity/get");

        Assert.Equal("0", answer.GetProperty("state").GetString());
        var list = answer.GetProperty("list").EnumerateArray().ToList();
        Assert.Equal(
            [Own, "a@example.org"],
            list.Select(one => one.GetProperty("email").GetString()).OrderDescending(StringComparer.Ordinal)
        );
        Assert.All(list, one => Assert.False(one.GetProperty("mayDelete").GetBoolean()));
        var names = list[0].EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["bcc", "email", "htmlSignature", "id", "mayDelete", "name", "replyTo", "textSignature"], names);
        Assert.Equal(JsonValueKind.Null, list[0].GetProperty("bcc").ValueKind);
    }

    [Fact]
    public async Task It_can_be_changed_and_not_removed()
    {
        var world = await WorldAsync();
        var id = await OwnIdAsync(world);

        var answer = await world.CallAsync(
            "Identity/set",
            $$"""{"update":{"{{id}}":{"name":"Alice","textSignature":"A.","replyTo":[{"name":null,"email":"b@example.net"}]} },"destroy":[]}"""
        );

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("updated").GetProperty(id).ValueKind);
        Assert.Equal(("0", "1"), (answer.GetProperty("oldState").GetString(), answer.GetProperty("newState").GetString()));
        var seen = (await world.CallAsync("Identity/get", $$"""{"ids":["{{id}}","x"],"properties":["name","replyTo"]}"""));
        Assert.Equal(
            $$"""[{"id":"{{id}}","name":"Alice","replyTo":[{"name":null,"email":"b@example.net"}]}]""",
            seen.GetProperty("list").GetRawText()
        );
        Assert.Equal("""["x"]""", seen.GetProperty("notFound").GetRawText());
        var changes = await world.CallAsync("Identity/changes", """{"sinceState":"0"}""");
        Assert.Equal($$"""["{{id}}"]""", changes.GetProperty("updated").GetRawText());
        Assert.Equal("[]", changes.GetProperty("created").GetRawText());

        var removal = await world.CallAsync("Identity/set", $$"""{"destroy":["{{id}}","x"]}""");
        Assert.Equal("forbidden", ErrorOf(removal, "notDestroyed", id));
        Assert.Equal("notFound", ErrorOf(removal, "notDestroyed", "x"));
    }

    [Fact]
    public async Task Another_is_made_and_removed()
    {
        var world = await WorldAsync();

        var made = await world.CallAsync("Identity/set", """{"create":{"k":{"name":"Team","email":"alice+team@example.org"}}}""");

        var created = made.GetProperty("created").GetProperty("k");
        var id = created.GetProperty("id").GetString();
        Assert.True(created.GetProperty("mayDelete").GetBoolean());
        Assert.False(created.TryGetProperty("name", out _));
        Assert.Equal(3, (await world.CallAsync("Identity/get")).GetProperty("list").GetArrayLength());
        var removed = await world.CallAsync("Identity/set", $$"""{"destroy":["{{id}}"]}""");
        Assert.Equal($$"""["{{id}}"]""", removed.GetProperty("destroyed").GetRawText());
        var changes = await world.CallAsync("Identity/changes", """{"sinceState":"1"}""");
        Assert.Equal($$"""["{{id}}"]""", changes.GetProperty("destroyed").GetRawText());
    }

    [Theory]
    [InlineData("""{"email":"bob@example.org"}""", "forbiddenFrom", null)]
    [InlineData("""{"email":"x@elsewhere.example"}""", "forbiddenFrom", null)]
    [InlineData("""{"name":"x"}""", "invalidProperties", "email")]
    [InlineData("""{"email":"no address"}""", "invalidProperties", "email")]
    [InlineData("""{"email":7}""", "invalidProperties", "email")]
    [InlineData("""{"email":"alice@example.org","nmae":"x"}""", "invalidProperties", "nmae")]
    [InlineData("""{"email":"alice@example.org","mayDelete":true}""", "invalidProperties", "mayDelete")]
    [InlineData("""{"email":"alice@example.org","bcc":[{"name":null,"email":"x"}]}""", "invalidProperties", "bcc")]
    [InlineData("""{"email":"alice@example.org","name":"a\nb"}""", "invalidProperties", "name")]
    [InlineData("7", "invalidProperties", null)]
    public async Task What_is_none_is_refused(string identity, string error, string? property)
    {
        var world = await WorldAsync();
        await world.Directory.AddAsync(new AccountAddress(new Address("bob", "example.org"), new("bob@example.org")), default);

        var answer = await world.CallAsync("Identity/set", $$"""{"create":{"k":{{identity}} } }""");

        Assert.Equal(error, ErrorOf(answer, "notCreated", "k"));
        if (property is not null)
            Assert.Equal(property, answer.GetProperty("notCreated").GetProperty("k").GetProperty("properties")[0].GetString());
        Assert.Equal("0", answer.GetProperty("newState").GetString());
    }

    [Fact]
    public async Task Its_address_stays()
    {
        var world = await WorldAsync();
        var id = await OwnIdAsync(world);

        var answer = await world.CallAsync(
            "Identity/set",
            $$"""{"update":{"{{id}}":{"email":"a@example.org"},"y":{},"z":{"name":"x"} },"destroy":["z"]}"""
        );

        Assert.Equal("invalidProperties", ErrorOf(answer, "notUpdated", id));
        Assert.Equal("notFound", ErrorOf(answer, "notUpdated", "y"));
        Assert.Equal("willDestroy", ErrorOf(answer, "notUpdated", "z"));
    }

    [Fact]
    public async Task A_call_for_another_state_or_account_is_refused_as_a_whole()
    {
        var world = await WorldAsync();

        Assert.Equal("stateMismatch", await world.ErrorAsync("Identity/set", """{"ifInState":"7"}"""));
        Assert.Equal("accountNotFound", await world.ErrorAsync("Identity/set", """{"accountId":"other"}"""));
        Assert.Equal("invalidArguments", await world.ErrorAsync("Identity/get", """{"properties":["x"]}"""));
        Assert.Equal("invalidArguments", await world.ErrorAsync("Identity/get", """{"x":1}"""));
        Assert.Equal("cannotCalculateChanges", await world.ErrorAsync("Identity/changes", """{"sinceState":"7"}"""));
        Assert.Equal("cannotCalculateChanges", await world.ErrorAsync("Identity/changes", """{"sinceState":"x"}"""));
        Assert.Equal("invalidArguments", await world.ErrorAsync("Identity/changes", """{"sinceState":"0","maxChanges":0}"""));
    }

    private static string? ErrorOf(JsonElement answer, string where, string key) =>
        answer.GetProperty(where).GetProperty(key).GetProperty("type").GetString();

    private static async Task<string> OwnIdAsync(JmapWorld world)
    {
        var list = (await world.CallAsync("Identity/get")).GetProperty("list").EnumerateArray();
        return list.Single(one => one.GetProperty("email").GetString() is Own).GetProperty("id").GetString()!;
    }

    private static async Task<JmapWorld> WorldAsync()
    {
        var world = await JmapWorld.CreateAsync();
        await world.Directory.AddAsync(new AliasAddress(new Address("a", "example.org"), [new Address("alice", "example.org")]), default);
        return world;
    }
}
