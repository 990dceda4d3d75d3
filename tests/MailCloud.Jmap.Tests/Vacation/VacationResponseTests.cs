using System.Text.Json;

namespace MailCloud.Jmap.Tests.Vacation;

/// <summary>VacationResponse (RFC 8621 §8).</summary>
public sealed class VacationResponseTests
{
    [Fact]
    public async Task It_is_there_from_the_start_and_can_be_changed()
    {
        var world = await JmapWorld.CreateAsync();
        var before = await world.CallAsync("VacationResponse/get");
        Assert.Equal(
            """[{"id":"singleton","isEnabled":false,"fromDate":null,"toDate":null,"subject":null,"textBody":null,"htmlBody":null}]""",
            before.GetProperty("list").GetRawText()
        );

        var answer = await world.CallAsync(
            "VacationResponse/set",
            """{"update":{"singleton":{"isEnabled":true,"fromDate":"2026-06-01T00:00:00Z","toDate":"2026-06-08T12:00:00.50Z","textBody":"Away."}}}"""
        );

        Assert.Equal("""{"toDate":"2026-06-08T12:00:00Z"}""", answer.GetProperty("updated").GetProperty("singleton").GetRawText());
        var after = (await world.CallAsync("VacationResponse/get", """{"ids":["singleton"]}""")).GetProperty("list")[0];
        Assert.True(after.GetProperty("isEnabled").GetBoolean());
        Assert.Equal("Away.", after.GetProperty("textBody").GetString());
        var changes = await world.CallAsync("VacationResponse/changes", """{"sinceState":"0"}""");
        Assert.Equal("""["singleton"]""", changes.GetProperty("updated").GetRawText());
        await world.CallAsync("VacationResponse/set", """{"update":{"singleton":{"toDate":null}}}""");
        after = (await world.CallAsync("VacationResponse/get")).GetProperty("list")[0];
        Assert.Equal(JsonValueKind.Null, after.GetProperty("toDate").ValueKind);
    }

    [Fact]
    public async Task There_is_one_and_no_other()
    {
        var world = await JmapWorld.CreateAsync();

        var answer = await world.CallAsync("VacationResponse/set", """{"create":{"k":{"isEnabled":true}},"destroy":["singleton"]}""");

        Assert.Equal("singleton", answer.GetProperty("notCreated").GetProperty("k").GetProperty("type").GetString());
        Assert.Equal("singleton", answer.GetProperty("notDestroyed").GetProperty("singleton").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("""{"fromDate":"2026-06-08T12:00:00Z","toDate":"2026-06-08T12:00:00Z"}""", "fromDate")]
    [InlineData("""{"fromDate":"2026-06-08T12:00:00+02:00"}""", "fromDate")]
    [InlineData("""{"subject":"a\r\nBcc: x@example.net"}""", "subject")]
    [InlineData("""{"isEnabled":"yes"}""", "isEnabled")]
    public async Task What_it_does_not_take_is_refused(string patch, string property)
    {
        var world = await JmapWorld.CreateAsync();

        var answer = await world.CallAsync("VacationResponse/set", $$"""{"update":{"singleton":{{patch}} } }""");

        var error = answer.GetProperty("notUpdated").GetProperty("singleton");
        Assert.Equal("invalidProperties", error.GetProperty("type").GetString());
        Assert.Equal(property, error.GetProperty("properties")[0].GetString());
    }
}
