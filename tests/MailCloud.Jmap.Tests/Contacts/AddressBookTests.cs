namespace MailCloud.Jmap.Tests.Contacts;

/// <summary>AddressBook (RFC 9610 §2).</summary>
public sealed class AddressBookTests
{
    [Fact]
    public async Task There_is_one()
    {
        var world = await JmapWorld.CreateAsync();

        var answer = await world.CallAsync("AddressBook/get", """{"ids":["default","other"],"properties":["isDefault"]}""");

        Assert.Equal("""[{"id":"default","isDefault":true}]""", answer.GetProperty("list").GetRawText());
        Assert.Equal("""["other"]""", answer.GetProperty("notFound").GetRawText());
        var state = answer.GetProperty("state").GetString();
        var changes = await world.CallAsync("AddressBook/changes", $$"""{"sinceState":"{{state}}"}""");
        Assert.Equal("[]", changes.GetProperty("updated").GetRawText());
        Assert.Equal("cannotCalculateChanges", await world.ErrorAsync("AddressBook/changes", """{"sinceState":"x"}"""));
    }
}
