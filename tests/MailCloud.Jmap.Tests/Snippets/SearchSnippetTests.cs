using System.Text;
using System.Text.Json;
using CsCheck;
using MailCloud.Jmap.Snippets;

namespace MailCloud.Jmap.Tests.Snippets;

public class SearchSnippetTests
{
    [Fact]
    public async Task What_was_looked_for_is_marked_and_everything_else_is_text()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync(
            $"Subject: =?utf-8?q?L=C3=9CNCH_<b>?= & more\nContent-Type: text/html; charset=utf-8\n\n<p>{string.Join(' ', Enumerable.Repeat("filler", 100))} at <b>noon</b> &lt;script&gt; we have lünch, {string.Join(' ', Enumerable.Repeat("more", 100))}</p>"
        );
        var snippet = await SnippetAsync(world, id, """{"text": "lünch"}""");
        Assert.Equal("<mark>LÜNCH</mark> &lt;b&gt; &amp; more", snippet.GetProperty("subject").GetString());
        var preview = snippet.GetProperty("preview").GetString()!;
        Assert.Contains("at noon &lt;script&gt; we have <mark>lünch</mark>, more", preview, StringComparison.Ordinal);
        Assert.StartsWith("…filler ", preview, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(preview), 150, 255);
    }

    [Theory]
    [InlineData("""{"subject": "hello"}""", "<mark>Hello</mark>", null)]
    [InlineData("""{"body": "hello"}""", null, null)]
    [InlineData("""{"body": "text two"}""", null, "The <mark>text</mark> has <mark>two</mark> words")]
    [InlineData("""{"text": "\"two words\""}""", null, "The text has <mark>two words</mark>")]
    [InlineData("""{"operator": "NOT", "conditions": [{"text": "hello"}]}""", null, null)]
    [InlineData("""{"from": "hello"}""", null, null)]
    [InlineData("null", null, null)]
    public async Task Only_words_that_are_looked_for_there_are_shown(string filter, string? subject, string? preview)
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync("Subject: Hello\n\nThe text has two words\n");
        var snippet = await SnippetAsync(world, id, filter);
        Assert.Equal((subject, preview), (snippet.GetProperty("subject").GetString(), snippet.GetProperty("preview").GetString()));
    }

    [Fact]
    public async Task Ids_that_name_nothing_are_told()
    {
        var world = await JmapWorld.CreateAsync();
        var response = await world.CallAsync("SearchSnippet/get", """{"filter": {"text": "x"}, "emailIds": ["M1"]}""");
        Assert.Equal("""["M1"]""", response.GetProperty("notFound").GetRawText());
        Assert.Equal("""{"text":"x"}""", response.GetProperty("filter").GetRawText());
        Assert.Equal("unsupportedFilter", await world.ErrorAsync("SearchSnippet/get", """{"filter": {"x": 1}, "emailIds": []}"""));
    }

    /// <summary>Whatever a stranger's text is: without the marks it is the text, and there is no other markup.</summary>
    [Fact]
    public void Only_marks_are_markup() =>
        Gen.Select(Gen.String[Gen.Char["aAßÄä<>&\"' \ud83d\ude00ﬁ…\u0301"], 0, 400], Gen.String[Gen.Char["aäß<&ﬁ "], 1, 3].List[1, 3])
            .Sample(
                (text, words) =>
                {
                    var highlighter = new Highlighter(words);
                    if (highlighter.Mark(text) is { } marked)
                        Assert.Equal(text, Plain(marked));
                    if (highlighter.Excerpt(text, 255) is { } excerpt)
                    {
                        Assert.InRange(Encoding.UTF8.GetByteCount(excerpt), 1, 255);
                        Assert.Contains(Plain(excerpt).Trim('…'), text, StringComparison.Ordinal);
                        Assert.Contains("<mark>", excerpt, StringComparison.Ordinal);
                    }
                }
            );

    private static string Plain(string marked)
    {
        var text = marked.Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal);
        Assert.DoesNotContain('<', text);
        return System.Net.WebUtility.HtmlDecode(text);
    }

    private static async Task<JsonElement> SnippetAsync(JmapWorld world, string id, string filter)
    {
        var response = await world.CallAsync("SearchSnippet/get", $$"""{"filter": {{filter}}, "emailIds": ["{{id}}"]}""");
        Assert.Equal(JsonValueKind.Null, response.GetProperty("notFound").ValueKind);
        return Assert.Single(response.GetProperty("list").EnumerateArray());
    }
}
