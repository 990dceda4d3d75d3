using System.Text;
using MailCloud.Webmail.Rendering.Text;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>Plain text as it is shown.</summary>
public class TextTests
{
    [Theory]
    [InlineData("See https://example.com/a?b=1&c=2.", "https://example.com/a?b=1&c=2")]
    [InlineData("(see http://example.com/a_(b))", "http://example.com/a_(b)")]
    [InlineData("<https://example.com/>, and", "https://example.com/")]
    [InlineData("www.example.com/x!", "https://www.example.com/x")]
    [InlineData("WWW.example.com", "https://WWW.example.com")]
    [InlineData("write to jane.doe+x@mail.example.com.", "mailto:jane.doe+x@mail.example.com")]
    [InlineData("mailto:jane@example.com?subject=Hi", "mailto:jane@example.com?subject=Hi")]
    [InlineData("請看https://example.com/路徑。", null)]
    [InlineData("請看 https://example.com/路徑。", "https://example.com/路徑")]
    [InlineData("http://[2001:db8::1]/x", "http://[2001:db8::1]/x")]
    [InlineData("xhttp://example.com", null)]
    [InlineData("http://", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("a@b", null)]
    [InlineData("@example.com", null)]
    [InlineData("see www. for", null)]
    public void An_address_becomes_a_link_and_nothing_around_it(string text, string? link)
    {
        var html = new StringBuilder().AppendLinked(text).ToString();
        Assert.Equal(text, SafeMarkup.Text(html));
        Assert.Equal(link, SafeMarkup.Parse(html).QuerySelector("a")?.GetAttribute("href"));
    }

    [Fact]
    public void Text_with_links_is_read_in_one_go_whatever_it_is()
    {
        foreach (
            var text in new[]
            {
                new string('@', 200_000),
                string.Concat(Enumerable.Repeat("a@", 100_000)),
                string.Concat(Enumerable.Repeat("http://", 40_000)),
                new string('(', 100_000) + "http://x.y/" + new string(')', 2000),
            }
        )
            Assert.Equal(text, SafeMarkup.Text(new StringBuilder().AppendLinked(text).ToString()));
    }

    [Fact]
    public void Quotes_are_blocks_inside_each_other()
    {
        var html = TextPage.Write(QuotedLine.Of("> one\n>> two\n> > two more\n> one again\nMine\n"));
        Assert.Equal(
            "<details open><summary>•••</summary><blockquote><div>one\n</div><details open><summary>•••</summary><blockquote><div>two\ntwo more\n</div></blockquote></details>"
                + "<div>one again\n</div></blockquote></details><div>Mine\n</div>",
            html
        );
    }

    [Fact]
    public void The_long_quote_that_ends_an_answer_is_folded_and_one_that_is_answered_is_not()
    {
        var html = TextPage.Write(QuotedLine.Of("> asked\n> and\n> asked\nanswer\n> rest\n> of\n> it\n\n"));
        Assert.StartsWith("<details open>", html, StringComparison.Ordinal);
        Assert.EndsWith(
            "<details><summary>•••</summary><blockquote><div>rest\nof\nit\n</div></blockquote></details>",
            html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Quotes_deeper_than_anybody_reads_are_as_deep_as_the_deepest()
    {
        var lines = QuotedLine.Of(new string('>', 50_000) + "x").ToList();
        Assert.Equal(20, lines[0].Depth);
        Assert.Empty(SafeMarkup.Violations(TextPage.Write(lines)));
    }

    [Theory]
    // RFC 3676 §4.2: soft breaks are joined, hard ones are not; §4.4: stuffed spaces go; §4.3: the signature's line is no soft break.
    [InlineData("One \ntwo\nthree\n", false, "0:One two|0:three")]
    [InlineData("One \ntwo\n", true, "0:Onetwo")]
    [InlineData("> quoted \n> text\nmine\n", false, "1:quoted text|0:mine")]
    [InlineData(">> a \n> b\n", false, "2:a |1:b")]
    [InlineData(" From here\n >not quoted\n", false, "0:From here|0:>not quoted")]
    [InlineData("a \n-- \nme\n", false, "0:a |0:-- |0:me")]
    [InlineData("ends soft ", false, "0:ends soft ")]
    public void Flowed_text_is_joined_to_paragraphs(string text, bool deletesSpace, string expected) =>
        Assert.Equal(expected, string.Join('|', QuotedLine.OfFlowed(text, deletesSpace).Select(line => $"{line.Depth}:{line.Text}")));

    [Fact]
    public void A_page_as_text_has_its_lines_and_none_of_its_scripts()
    {
        var text = PageText.Of(
            "<html><head><title>T</title><style>p{}</style><body><p>One &amp; two</p><script>alert(1)</script><div>three<br>four</div><table><tr><td>5</td><td>6</td></tr>"
        );
        Assert.Equal("One & two\nthree\nfour\n5 6\n", text);
    }

    [Fact]
    public void Every_vector_is_text_as_it_came()
    {
        foreach (var vector in Vectors.All)
        {
            var html = TextPage.Write(QuotedLine.Of(vector.Html));
            Assert.Empty(SafeMarkup.Violations(html));
            Assert.Empty(SafeMarkup.Parse(html).QuerySelectorAll("img,svg,script,style,iframe"));
        }
    }
}
