namespace MailCloud.Jmap.Tests.Settings;

/// <summary>Settings, our own type.</summary>
public sealed class SettingsTests
{
    [Fact]
    public async Task They_are_there_from_the_start_and_keep_what_the_page_adds()
    {
        var world = await JmapWorld.CreateAsync();
        var before = (await world.CallAsync("Settings/get")).GetProperty("list")[0];
        Assert.Equal(
            ("singleton", "system", 10),
            (Text(before, "id"), Text(before, "theme"), before.GetProperty("undoSeconds").GetInt32())
        );

        await world.CallAsync(
            "Settings/set",
            """{"update":{"singleton":{"theme":"dark","undoSeconds":30,"sidebar":false,"senders":["a@example.net"]}}}"""
        );

        var after = (await world.CallAsync("Settings/get", """{"properties":["theme","sidebar","senders"]}""")).GetProperty("list")[0];
        Assert.Equal("""{"id":"singleton","theme":"dark","sidebar":false,"senders":["a@example.net"]}""", after.GetRawText());
        var changes = await world.CallAsync("Settings/changes", """{"sinceState":"0"}""");
        Assert.Equal("""["singleton"]""", changes.GetProperty("updated").GetRawText());
    }

    [Theory]
    [InlineData("theme", "\"pink\"")]
    [InlineData("undoSeconds", "61")]
    [InlineData("loadImages", "true")]
    [InlineData("sidebar", "{\"a\":1}")]
    [InlineData("senders", "[1]")]
    public async Task A_value_that_a_setting_does_not_take_is_refused(string setting, string value)
    {
        var world = await JmapWorld.CreateAsync();

        var answer = await world.CallAsync("Settings/set", $$"""{"update":{"singleton":{"{{setting}}":{{value}} } } }""");

        var error = answer.GetProperty("notUpdated").GetProperty("singleton");
        Assert.Equal(("invalidProperties", setting), (Text(error, "type"), error.GetProperty("properties")[0].GetString()));
    }

    private static string? Text(System.Text.Json.JsonElement element, string property) => element.GetProperty(property).GetString();
}
