using MailCloud.Webmail.Rendering.Html;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>What is left of strangers' styles.</summary>
public class StyleTests
{
    [Theory]
    [InlineData("color:red;font:12px/1.5 'Segoe UI',sans-serif", "color:red;font:12px/1.5 'Segoe UI',sans-serif")]
    [InlineData("COLOR : RED !important ; ", "color:RED !important")]
    [InlineData(
        "background:linear-gradient(90deg,rgb(1,2,3),#fff);width:calc(100% - (2px + 3em))",
        "background:linear-gradient(90deg,rgb(1,2,3),#fff);width:calc(100% - (2px + 3em))"
    )]
    [InlineData("font-family:\"微軟正黑體\",Arial", "font-family:\"微軟正黑體\",Arial")]
    [InlineData("mso-line-height-rule:exactly;margin:0", "margin:0")]
    [InlineData("color:red/*;position:fixed*/;margin/**/:0", "color:red;margin:0")]
    [InlineData("position:fixed;top:0;z-index:9;content:'x';cursor:wait;transform:none;filter:none;animation:x", "")]
    [InlineData("background:url(x)", "")]
    [InlineData("background:u\\72l(x)", "")]
    [InlineData("background:image-set('x' 1x);background:-webkit-image-set(x);background:element(x);background:cross-fade(x)", "")]
    [InlineData("width:expression(alert(1));behavior:x;-moz-binding:x;border-image:x 1;font-feature-settings:x", "")]
    [InlineData("--x:red;color:var(--x);color:attr(title)", "")]
    [InlineData("height:100vh;width:50dvh;min-height:10VMIN;margin:1svh", "")]
    [InlineData("font-family:'unclosed;color:red", "color:red")]
    [InlineData("color:rgb(1,2,3;margin:0", "margin:0")]
    [InlineData("color:red}body{color:blue", "")]
    [InlineData("color:<b>;margin:0\\;", "")]
    public void Of_declarations_the_harmless_ones_stay(string css, string kept) => Assert.Equal(kept, new StyleFilter().Declarations(css));

    [Theory]
    [InlineData("p{color:red}", ".s p{color:red}")]
    [InlineData("body{margin:0} html > body td.x, h1 {color:red}", ".s{margin:0}.s td.x,.s h1{color:red}")]
    [InlineData("p.MsoNormal, li.MsoNormal{margin:0cm;font-size:11.0pt}", ".s p.MsoNormal,.s li.MsoNormal{margin:0cm;font-size:11.0pt}")]
    [InlineData("a:hover{color:red}a:has(p){color:red}p::before{color:red}", ".s a:hover{color:red}")]
    [InlineData(
        "@media only screen and (max-width:600px){.w{width:100%!important}}",
        "@media only screen and (max-width:600px){.s .w{width:100%!important}}"
    )]
    [InlineData(
        "@media (prefers-color-scheme:dark){p{color:#fff}}@import 'x';@font-face{font-family:x;src:url(x)}@charset \"x\";b{color:red}",
        ".s b{color:red}"
    )]
    [InlineData("<!-- p{color:red} -->", ".s p{color:red}")]
    [InlineData("}p{color:red}}}b{color:blue}", ".s p{color:red}.s b{color:blue}")]
    [InlineData("p{color:red", ".s p{color:red}")]
    [InlineData("p[x=y]{color:red}#id{color:red}p\\{{color:red}", "")]
    [InlineData("> p{color:red}+b{color:red}bodyx{color:red}", ".s bodyx{color:red}")]
    [InlineData("p{a{color:red}}b{color:red}", ".s b{color:red}")]
    public void Of_rules_the_harmless_ones_stay_and_hold_in_the_message_only(string css, string kept) =>
        Assert.Equal(kept, new StyleFilter().Sheet(css, "s"));

    [Fact]
    public void Whatever_the_vectors_say_no_style_says_anything_forbidden()
    {
        foreach (var vector in Vectors.All)
        {
            var filter = new StyleFilter();
            Assert.Empty(SafeMarkup.StyleViolations(filter.Declarations(vector.Html)));
            Assert.Empty(SafeMarkup.StyleViolations(filter.Sheet(vector.Html, "s")));
        }
    }

    [Fact]
    public void Styles_are_read_in_one_go_whatever_they_are()
    {
        foreach (
            var css in new[]
            {
                new string('{', 100_000),
                new string('(', 10_000),
                "p{color:" + new string('(', 10_000),
                string.Concat(Enumerable.Repeat("@media x{", 10_000)),
                string.Concat(Enumerable.Repeat("/*", 50_000)),
            }
        )
            Assert.Equal("", new StyleFilter().Sheet(css, "s"));
    }
}
