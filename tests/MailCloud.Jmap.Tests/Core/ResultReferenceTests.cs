using System.Text.Json;

namespace MailCloud.Jmap.Tests.Core;

/// <summary>Arguments out of earlier responses (RFC 8620 §3.7).</summary>
public class ResultReferenceTests
{
    // The shape of RFC 8620 §3.7's examples.
    private const string First = """
        {
          "ids": ["a", "b"],
          "list": [{"threadId": "t1", "emailIds": ["e1", "e2"]}, {"threadId": "t2", "emailIds": ["e3"]}],
          "deep": [[[1], [2]], [[3]]],
          "text": "x", "number": 7, "nothing": null, "a/b": "slash", "m~n": "tilde", "": "empty", "*": "star"
        }
        """;

    [Theory]
    [InlineData("/ids", """["a","b"]""")]
    [InlineData("/ids/0", "\"a\"")]
    [InlineData("/ids/*", """["a","b"]""")]
    [InlineData("/list/*/threadId", """["t1","t2"]""")]
    [InlineData("/list/*/emailIds", """["e1","e2","e3"]""")]
    [InlineData("/list/*/emailIds/0", """["e1","e3"]""")]
    [InlineData("/deep/*/*", "[1,2,3]")]
    [InlineData("/text", "\"x\"")]
    [InlineData("/number", "7")]
    [InlineData("/nothing", "null")]
    [InlineData("/a~1b", "\"slash\"")]
    [InlineData("/m~0n", "\"tilde\"")]
    [InlineData("/", "\"empty\"")]
    [InlineData("/*", "\"star\"")]
    public async Task A_path_leads_to_what_it_names(string path, string expected)
    {
        var second = await ReferAsync(First, $$"""{"#value": {"resultOf": "0", "name": "Core/echo", "path": "{{path}}"}, "other": 1}""");
        Assert.Equal("Core/echo", second.Name);
        Assert.Equal(expected, second.Arguments.GetProperty("value").GetRawText());
        Assert.Equal(1, second.Arguments.GetProperty("other").GetInt32());
    }

    [Fact]
    public async Task An_empty_path_is_all_of_the_response()
    {
        var second = await ReferAsync("""{"a":1}""", """{"#value": {"resultOf": "0", "name": "Core/echo", "path": ""}}""");
        Assert.Equal("""{"value":{"a":1}}""", second.Arguments.GetRawText());
    }

    [Theory]
    [InlineData("""{"resultOf": "0", "name": "Core/echo", "path": "/missing"}""")]
    [InlineData("""{"resultOf": "0", "name": "Core/echo", "path": "ids"}""")]
    [InlineData("""{"resultOf": "0", "name": "Core/echo", "path": "/ids/2"}""")]
    [InlineData("""{"resultOf": "0", "name": "Core/echo", "path": "/ids/00"}""")]
    [InlineData("""{"resultOf": "0", "name": "Core/echo", "path": "/ids/-1"}""")]
    [InlineData("""{"resultOf": "0", "name": "Core/echo", "path": "/text/0"}""")]
    [InlineData("""{"resultOf": "0", "name": "Core/echo", "path": "/list/*/missing"}""")]
    [InlineData("""{"resultOf": "9", "name": "Core/echo", "path": "/ids"}""")]
    [InlineData("""{"resultOf": "1", "name": "Core/echo", "path": "/ids"}""")]
    [InlineData("""{"resultOf": "0", "name": "Email/get", "path": "/ids"}""")]
    [InlineData("""{"resultOf": "0", "name": "Core/echo"}""")]
    [InlineData("""{"resultOf": 0, "name": "Core/echo", "path": "/ids"}""")]
    [InlineData("7")]
    public async Task What_leads_nowhere_is_an_error(string reference) =>
        Assert.Equal("invalidResultReference", ErrorOf(await ReferAsync(First, $$"""{"#value": {{reference}}}""")));

    [Fact]
    public async Task An_argument_is_itself_or_a_reference_and_not_both()
    {
        var second = await ReferAsync(First, """{"value": 1, "#value": {"resultOf": "0", "name": "Core/echo", "path": "/ids"}}""");
        Assert.Equal("invalidArguments", ErrorOf(second));
    }

    [Fact]
    public async Task An_error_is_nothing_to_refer_to()
    {
        var world = await JmapWorld.CreateAsync();
        var responses = await world.CallsAsync(
            ("No/such", "{}"),
            ("Core/echo", """{"#value": {"resultOf": "0", "name": "No/such", "path": "/type"}}""")
        );
        Assert.Equal("invalidResultReference", ErrorOf(responses[1]));
    }

    [Fact]
    public async Task Results_do_not_grow_by_being_referred_to_again_and_again()
    {
        var world = await JmapWorld.CreateAsync();
        var references = Enumerable
            .Range(0, 16)
            .Select(n => $$"""{{"\""}}#v{{n}}": {"resultOf": "PREVIOUS", "name": "Core/echo", "path": ""}""");
        var doubling = $$"""{{{string.Join(',', references)}}}""";
        var calls = Enumerable
            .Range(1, 20)
            .Select(n => ("Core/echo", doubling.Replace("PREVIOUS", $"{n - 1}", StringComparison.Ordinal)))
            .Prepend(("Core/echo", $$"""{"text": "{{new string('x', 1000)}}"}"""));
        var responses = await world.CallsAsync([.. calls]);
        Assert.Contains(responses, response => response.Name is "error");
        Assert.True(responses.Sum(response => response.Arguments.GetRawText().Length) < 12_000_000);
    }

    [Fact]
    public async Task There_are_only_so_many_references_in_a_call()
    {
        var references = Enumerable
            .Range(0, 17)
            .Select(n => $$"""{{"\""}}#v{{n}}": {"resultOf": "0", "name": "Core/echo", "path": "/text"}""");
        Assert.Equal("invalidResultReference", ErrorOf(await ReferAsync(First, $$"""{{{string.Join(',', references)}}}""")));
    }

    private static async Task<(string Name, JsonElement Arguments)> ReferAsync(string first, string second)
    {
        var world = await JmapWorld.CreateAsync();
        return (await world.CallsAsync(("Core/echo", first), ("Core/echo", second)))[1];
    }

    private static string? ErrorOf((string Name, JsonElement Arguments) response)
    {
        Assert.Equal("error", response.Name);
        return response.Arguments.GetProperty("type").GetString();
    }
}
