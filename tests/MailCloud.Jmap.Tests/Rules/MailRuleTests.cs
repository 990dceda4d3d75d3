namespace MailCloud.Jmap.Tests.Rules;

/// <summary>MailRule, our own type.</summary>
public sealed class MailRuleTests
{
    [Fact]
    public async Task A_rule_is_made_changed_and_removed()
    {
        var world = await JmapWorld.CreateAsync();
        var archive = await world.MailboxAsync("Archive");

        var made = await world.CallAsync(
            "MailRule/set",
            $$"""
            {"create":{"k":{"name":"News","match":"any","conditions":[{"field":"list","test":"contains","value":"news"},{"field":"size","test":"larger","value":1000}],
            "actions":{"mailboxId":"{{archive}}","addKeywords":["news"],"markSeen":true} } } }
            """
        );
        var id = made.GetProperty("created").GetProperty("k").GetProperty("id").GetString();
        await world.CallAsync("MailRule/set", $$"""{"update":{"{{id}}":{"isEnabled":false,"actions/forwardTo":"x@example.net"} } }""");

        var rule = (await world.CallAsync("MailRule/get")).GetProperty("list")[0];
        Assert.False(rule.GetProperty("isEnabled").GetBoolean());
        Assert.Equal("any", rule.GetProperty("match").GetString());
        Assert.Equal(
            """[{"field":"list","test":"contains","value":"news"},{"field":"size","test":"larger","value":"1000"}]""",
            rule.GetProperty("conditions").GetRawText()
        );
        Assert.Equal(
            $$"""{"mailboxId":"{{archive}}","addKeywords":["news"],"markSeen":true,"star":false,"discard":false,"forwardTo":"x@example.net","stop":false}""",
            rule.GetProperty("actions").GetRawText()
        );
        await world.CallAsync("MailRule/set", $$"""{"destroy":["{{id}}"]}""");
        Assert.Equal(0, (await world.CallAsync("MailRule/get")).GetProperty("list").GetArrayLength());
        var changes = await world.CallAsync("MailRule/changes", """{"sinceState":"2"}""");
        Assert.Equal($$"""["{{id}}"]""", changes.GetProperty("destroyed").GetRawText());
    }

    [Fact]
    public async Task Rules_forward_to_a_few_addresses_and_no_more()
    {
        var world = await JmapWorld.CreateAsync();
        var rules = string.Join(
            ',',
            Enumerable
                .Range(0, 6)
                .Select(n =>
                    $$"""
                        "k{{n}}":{"actions":{"forwardTo":"x{{n}}@example.net"} }
                        """
                )
        );

        var made = await world.CallAsync("MailRule/set", $$"""{"create":{ {{rules}} } }""");

        Assert.Equal(5, made.GetProperty("created").EnumerateObject().Count());
        var error = Assert.Single(made.GetProperty("notCreated").EnumerateObject()).Value;
        Assert.Equal("invalidProperties", error.GetProperty("type").GetString());
        Assert.Contains("at most 5 addresses", error.GetProperty("description").GetString(), StringComparison.Ordinal);

        // One that is there may be used again, and a rule may change its own.
        var again = await world.CallAsync("MailRule/set", """{"create":{"k":{"actions":{"forwardTo":"X1@Example.net"} } } }""");
        Assert.True(again.TryGetProperty("created", out var created) && created.TryGetProperty("k", out _), again.GetRawText());
        var id = made.GetProperty("created").GetProperty("k0").GetProperty("id").GetString();
        var changed = await world.CallAsync("MailRule/set", $$"""{"update":{"{{id}}":{"actions/forwardTo":"y@example.net"} } }""");
        Assert.True(changed.GetProperty("updated").TryGetProperty(id!, out _), changed.GetRawText());
    }

    [Theory]
    [InlineData("""{"conditions":[{"field":"size","test":"contains","value":"1"}]}""", "conditions")]
    [InlineData("""{"conditions":[{"field":"from","test":"larger","value":"1"}]}""", "conditions")]
    [InlineData("""{"conditions":[{"field":"from","test":"is","value":" "}]}""", "conditions")]
    [InlineData("""{"conditions":[{"field":"body","test":"is","value":"x"}]}""", "conditions")]
    [InlineData("""{"conditions":[{"field":"from","test":"is"}]}""", "conditions")]
    [InlineData("""{"actions":{"mailboxId":"F1"}}""", "actions")]
    [InlineData("""{"actions":{"forwardTo":"nobody"}}""", "actions")]
    [InlineData("""{"actions":{"addKeywords":["a b"]}}""", "actions")]
    [InlineData("""{"actions":{"addKeywords":["$Seen"]}}""", "actions")]
    [InlineData("""{"match":"some"}""", "match")]
    [InlineData("""{"name":null}""", "name")]
    public async Task What_is_no_rule_is_refused(string rule, string property)
    {
        var world = await JmapWorld.CreateAsync();

        var error = (await world.CallAsync("MailRule/set", $$"""{"create":{"k":{{rule}} } }""")).GetProperty("notCreated").GetProperty("k");

        Assert.Equal("invalidProperties", error.GetProperty("type").GetString());
        Assert.Equal(property, error.GetProperty("properties")[0].GetString());
    }
}
