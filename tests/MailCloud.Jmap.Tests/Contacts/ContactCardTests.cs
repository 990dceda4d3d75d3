namespace MailCloud.Jmap.Tests.Contacts;

/// <summary>ContactCard (RFC 9610 §3), and with it what all types do that can be looked for.</summary>
public sealed class ContactCardTests
{
    private const string Cards = """
        {"create":{
        "a":{"name":{"full":"Ada Lovelace","components":[{"kind":"given","value":"Ada"},{"kind":"surname","value":"Lovelace"}]},
             "emails":{"e":{"address":"ada@engine.example"}},"created":"2026-01-01T00:00:00Z","x-own":{"deep":[1]}},
        "b":{"name":{"full":"Grace Hopper","components":[{"kind":"given","value":"Grace"},{"kind":"surname","value":"Hopper"}]},
             "phones":{"p":{"number":"+1 555"}},"created":"2026-03-01T00:00:00Z","uid":"hopper"},
        "c":{"name":{"full":"群組"},"kind":"group","members":{"hopper":true},"notes":{"n":{"note":"about engines"}}}}}
        """;

    [Fact]
    public async Task A_card_is_kept_as_it_is()
    {
        var (world, ids) = await WorldAsync();

        var card = (await world.CallAsync("ContactCard/get", $$"""{"ids":["{{ids["a"]}}"]}""")).GetProperty("list")[0];

        Assert.Equal("""{"deep":[1]}""", card.GetProperty("x-own").GetRawText());
        Assert.Equal("""{"default":true}""", card.GetProperty("addressBookIds").GetRawText());
        Assert.Equal(("Card", "1.0"), (card.GetProperty("@type").GetString(), card.GetProperty("version").GetString()));
        Assert.StartsWith("urn:uuid:", card.GetProperty("uid").GetString(), StringComparison.Ordinal);
        await world.CallAsync("ContactCard/set", $$"""{"update":{"{{ids["a"]}}":{"emails/e/address":"a@b.example","x-own":null} } }""");
        card = (await world.CallAsync("ContactCard/get", $$"""{"ids":["{{ids["a"]}}"],"properties":["emails","x-own"]}""")).GetProperty(
            "list"
        )[0];
        Assert.Equal($$$"""{"id":"{{{ids["a"]}}}","emails":{"e":{"address":"a@b.example"}""" + "}}", card.GetRawText());
    }

    [Theory]
    [InlineData("null", "a b c")]
    [InlineData("{}", "a b c")]
    [InlineData("""{"text":"engine"}""", "a c")]
    [InlineData("""{"text":"grace HOPPER"}""", "b")]
    [InlineData("""{"name":"群"}""", "c")]
    [InlineData("""{"name/given":"ada"}""", "a")]
    [InlineData("""{"email":"ENGINE.example"}""", "a")]
    [InlineData("""{"phone":"555","uid":"hopper"}""", "b")]
    [InlineData("""{"kind":"individual"}""", "a b")]
    [InlineData("""{"hasMember":"hopper"}""", "c")]
    [InlineData("""{"createdBefore":"2026-03-01T00:00:00Z"}""", "a")]
    [InlineData("""{"createdAfter":"2026-03-01T00:00:00Z"}""", "b")]
    [InlineData("""{"inAddressBook":"other"}""", "")]
    [InlineData("""{"operator":"NOT","conditions":[{"kind":"group"}]}""", "a b")]
    [InlineData("""{"operator":"OR","conditions":[{"kind":"group"},{"phone":"555"}]}""", "b c")]
    [InlineData("""{"operator":"AND","conditions":[{"kind":"individual"},{"operator":"NOT","conditions":[{"phone":"5"}]}]}""", "a")]
    public async Task Cards_are_found(string filter, string found)
    {
        var (world, ids) = await WorldAsync();

        var answer = await world.CallAsync(
            "ContactCard/query",
            $$"""{"filter":{{filter}},"sort":[{"property":"name/given"}],"calculateTotal":true}"""
        );

        var letters = answer.GetProperty("ids").EnumerateArray().Select(id => ids.Single(entry => entry.Value == id.GetString()).Key);
        Assert.Equal(found, string.Join(' ', letters.Order(StringComparer.Ordinal)));
        Assert.Equal(answer.GetProperty("ids").GetArrayLength(), answer.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task They_come_in_order_and_by_pages()
    {
        var (world, ids) = await WorldAsync();
        const string Sort = """ "sort":[{"property":"name/surname","isAscending":false}] """;

        Assert.Equal("abc", await LettersAsync("{" + Sort + "}"));
        Assert.Equal("b", await LettersAsync("{" + Sort + ""","position":1,"limit":1}"""));
        Assert.Equal("c", await LettersAsync("{" + Sort + ""","position":-1}"""));
        Assert.Equal("bc", await LettersAsync("{" + Sort + $$""","anchor":"{{ids["c"]}}","anchorOffset":-1}"""));
        Assert.Equal("", await LettersAsync("{" + Sort + ""","position":9}"""));
        Assert.Equal("anchorNotFound", await world.ErrorAsync("ContactCard/query", """{"anchor":"x"}"""));
        Assert.Equal("unsupportedSort", await world.ErrorAsync("ContactCard/query", """{"sort":[{"property":"x"}]}"""));
        Assert.Equal("unsupportedFilter", await world.ErrorAsync("ContactCard/query", """{"filter":{"x":"y"}}"""));
        Assert.Equal("invalidArguments", await world.ErrorAsync("ContactCard/query", """{"filter":{"text":1}}"""));
        Assert.Equal("invalidArguments", await world.ErrorAsync("ContactCard/query", """{"limit":-1}"""));

        async Task<string> LettersAsync(string arguments) =>
            string.Concat(
                (await world.CallAsync("ContactCard/query", arguments))
                    .GetProperty("ids")
                    .EnumerateArray()
                    .Select(id => ids.Single(entry => entry.Value == id.GetString()).Key)
            );
    }

    [Fact]
    public async Task What_changed_in_a_query_is_told()
    {
        var (world, ids) = await WorldAsync();
        const string Filter = """ "filter":{"text":"engine"},"sort":[{"property":"name/given"}] """;
        var state = (await world.CallAsync("ContactCard/query", "{" + Filter + "}")).GetProperty("queryState").GetString();

        await world.CallAsync(
            "ContactCard/set",
            $$"""{"create":{"d":{"name":{"full":"Engineer"} } },"update":{"{{ids["a"]}}":{"emails":null} },"destroy":["{{ids["b"]}}"]}"""
        );

        var changes = await world.CallAsync(
            "ContactCard/queryChanges",
            "{" + Filter + $$""","sinceQueryState":"{{state}}","calculateTotal":true}"""
        );
        var removed = changes.GetProperty("removed").EnumerateArray().Select(id => id.GetString()).ToList();
        Assert.Contains(ids["a"], removed);
        Assert.Contains(ids["b"], removed);
        Assert.DoesNotContain(ids["c"], removed);
        var added = Assert.Single(changes.GetProperty("added").EnumerateArray());
        Assert.DoesNotContain(added.GetProperty("id").GetString(), ids.Values);
        Assert.Equal(2, changes.GetProperty("total").GetInt32());
        Assert.Equal(
            "tooManyChanges",
            await world.ErrorAsync("ContactCard/queryChanges", "{" + Filter + $$""","sinceQueryState":"{{state}}","maxChanges":1}""")
        );
    }

    [Theory]
    [InlineData("""{"@type":"Event"}""", "@type")]
    [InlineData("""{"uid":7}""", "uid")]
    [InlineData("""{"emails":[]}""", "emails")]
    [InlineData("""{"addressBookIds":{"other":true}}""", "addressBookIds")]
    public async Task What_is_no_card_is_refused(string card, string property)
    {
        var world = await JmapWorld.CreateAsync();

        var error = (await world.CallAsync("ContactCard/set", $$"""{"create":{"k":{{card}} } }"""))
            .GetProperty("notCreated")
            .GetProperty("k");

        Assert.Equal(
            ("invalidProperties", property),
            (error.GetProperty("type").GetString(), error.GetProperty("properties")[0].GetString())
        );
    }

    [Fact]
    public async Task A_card_that_is_too_large_is_refused_and_the_others_are_made()
    {
        var world = await JmapWorld.CreateAsync();
        var cards = Enumerable.Range(0, 100).Select(n => $$$""" "k{{{n}}}":{"name":{"full":"{{{n}}}"}} """);

        var answer = await world.CallAsync(
            "ContactCard/set",
            $$"""{"create":{"big":{"notes":{"n":{"note":"{{new string('x', 62_000)}}"} } },{{string.Join(',', cards)}} } }"""
        );

        Assert.Equal("tooLarge", answer.GetProperty("notCreated").GetProperty("big").GetProperty("type").GetString());
        Assert.Equal(100, answer.GetProperty("created").EnumerateObject().Count());
        Assert.Equal(100, (await world.CallAsync("ContactCard/get")).GetProperty("list").GetArrayLength());
    }

    private static async Task<(JmapWorld World, IReadOnlyDictionary<string, string> Ids)> WorldAsync()
    {
        var world = await JmapWorld.CreateAsync();
        var created = (await world.CallAsync("ContactCard/set", Cards)).GetProperty("created");
        return (
            world,
            created
                .EnumerateObject()
                .ToDictionary(entry => entry.Name, entry => entry.Value.GetProperty("id").GetString()!, StringComparer.Ordinal)
        );
    }
}
