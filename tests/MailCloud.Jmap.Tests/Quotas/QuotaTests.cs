using MailCloud.Jmap.Tests.Mailboxes;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Jmap.Tests.Quotas;

/// <summary>The limits of an account (RFC 9425 §4).</summary>
public class QuotaTests
{
    [Fact]
    public async Task What_is_not_limited_has_no_quota()
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal("[]", (await world.CallAsync("Quota/get", """{"ids": null}""")).GetProperty("list").GetRawText());
    }

    [Fact]
    public async Task A_quota_says_how_much_there_may_be_and_how_much_there_is()
    {
        var world = await LimitedAsync();
        await world.DeliverAsync("Subject: x\n\ny");
        var response = await world.CallAsync("Quota/get", """{"ids": null}""");
        Assert.Equal(
            """[{"id":"octets","resourceType":"octets","used":15,"hardLimit":5000,"scope":"account","name":"Storage","types":["Email"]},{"id":"messages","resourceType":"count","used":1,"hardLimit":10,"scope":"account","name":"Messages","types":["Email"]}]""",
            response.GetProperty("list").GetRawText()
        );
        response = await world.CallAsync("Quota/get", """{"ids": ["messages", "x"], "properties": ["used", "warnLimit"]}""");
        Assert.Equal("""[{"id":"messages","used":1}]""", response.GetProperty("list").GetRawText());
        Assert.Equal("""["x"]""", response.GetProperty("notFound").GetRawText());
    }

    [Fact]
    public async Task Only_the_usage_changes()
    {
        var world = await LimitedAsync();
        var since = (await world.CallAsync("Quota/get", """{"ids": null}""")).GetProperty("state").GetString();
        var response = await world.CallAsync("Quota/changes", $$"""{"sinceState": "{{since}}"}""");
        Assert.Equal("[]", response.GetProperty("updated").GetRawText());
        await world.DeliverAsync("Subject: x\n\ny");
        response = await world.CallAsync("Quota/changes", $$"""{"sinceState": "{{since}}"}""");
        Assert.Equal("""["octets","messages"]""", response.GetProperty("updated").GetRawText());
        Assert.Equal("""["used"]""", response.GetProperty("updatedProperties").GetRawText());
        await MailboxGetTests.CommitAsync(world, new SetQuota(new Quota(6000, 10)));
        Assert.Equal("cannotCalculateChanges", await world.ErrorAsync("Quota/changes", $$"""{"sinceState": "{{since}}"}"""));
    }

    [Theory]
    [InlineData("{}", """["octets","messages"]""")]
    [InlineData("""{"filter": {"resourceType": "count"}}""", """["messages"]""")]
    [InlineData("""{"filter": {"name": "stor", "scope": "account", "type": "Email"}}""", """["octets"]""")]
    [InlineData("""{"filter": {"type": "Calendar"}}""", "[]")]
    [InlineData("""{"sort": [{"property": "name"}]}""", """["messages","octets"]""")]
    [InlineData("""{"sort": [{"property": "name", "isAscending": false}], "limit": 1}""", """["octets"]""")]
    public async Task Quotas_can_be_found(string arguments, string ids)
    {
        var world = await LimitedAsync();
        Assert.Equal(ids, (await world.CallAsync("Quota/query", arguments)).GetProperty("ids").GetRawText());
    }

    [Theory]
    [InlineData("Quota/get", """{"properties": ["nothing"]}""", "invalidArguments")]
    [InlineData("Quota/query", """{"filter": {"nothing": "x"}}""", "unsupportedFilter")]
    [InlineData("Quota/query", """{"filter": {"name": 1}}""", "invalidArguments")]
    [InlineData("Quota/query", """{"sort": [{"property": "scope"}]}""", "unsupportedSort")]
    [InlineData("Quota/changes", """{"sinceState": "nonsense"}""", "cannotCalculateChanges")]
    [InlineData("Quota/queryChanges", """{"sinceQueryState": "x"}""", "cannotCalculateChanges")]
    public async Task What_cannot_be_asked_is_an_error(string method, string arguments, string error)
    {
        var world = await LimitedAsync();
        Assert.Equal(error, await world.ErrorAsync(method, arguments));
    }

    private static async Task<JmapWorld> LimitedAsync()
    {
        var world = await JmapWorld.CreateAsync();
        await MailboxGetTests.CommitAsync(world, new SetQuota(new Quota(5000, 10)));
        return world;
    }
}
