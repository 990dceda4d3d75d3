using System.Net;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>The kinds of faults that other webmails had, each as it was, against the whole endpoint.</summary>
public sealed class NamedFaultTests : IAsyncLifetime
{
    private ViewWorld world = null!;

    public async ValueTask InitializeAsync() => world = await ViewWorld.CreateAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData(
        "<svg><use href=\"data:image/svg+xml;base64,PHN2ZyBpZD0ieCI+PGltYWdlIGhyZWY9IngiIG9uZXJyb3I9ImFsZXJ0KDEpIi8+PC9zdmc+#x\"></use></svg>"
    )]
    [InlineData(
        "<svg><animate attributeName=\"href \" values=\"javascript:alert(1)\" href=\"#link\"/><a id=\"link\"><text>x</text></a></svg>"
    )]
    [InlineData("<svg xmlns:x=\"http://www.w3.org/1999/xlink\"><a x:href=\"javascript:alert(1)\"><rect width=99 height=99/></a></svg>")]
    public async Task Svg_does_nothing_and_is_not_there_CVE_2023_5631_CVE_2024_37383(string html)
    {
        var body = await BodyAsync($"<p>before</p>{html}<p>after</p>");
        Assert.DoesNotContain("svg", body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("javascript", body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<p>before</p><p>after</p>", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_rewrites_what_the_sanitiser_gave_CVE_2024_42009()
    {
        var body = await BodyAsync(
            "<body title=\"bgcolor=foo\" name=\"bar style=animation-name:progress-bar-stripes onanimationstart=alert(1) foo=bar\"><p title=\"bgcolor=x style=y onerror=z\">Foo</p></body>"
        );
        // In an attribute it is text and stays what it was.
        Assert.Contains("<p title=\"bgcolor=x style=y onerror=z\">Foo</p>", body, StringComparison.Ordinal);
        Assert.Empty(SafeMarkup.Parse(body).QuerySelectorAll("[onanimationstart],[onerror],[name]"));
    }

    [Theory]
    [InlineData("https://example.com/?q=<script>alert(1)</script>")]
    [InlineData("[<img src=x onerror=alert(1)>] and [1] http://example.com/\"onmouseover=alert(1)")]
    [InlineData("http://a.example/'><svg/onload=alert(1)> a@example.com\"><b>")]
    [InlineData("javascript:alert(1) mailto:a@example.com?subject=<b>x")]
    public async Task Links_made_from_text_are_made_of_text_CVE_2023_43770(string text)
    {
        var document = await world.ShowAsync(await world.DeliverAsync($"Content-Type: text/plain\n\n{text}"));
        var body = SafeMarkup.BodyOf(document);
        Assert.Empty(SafeMarkup.Violations(body, allowsOwn: true));
        Assert.Empty(SafeMarkup.Parse(body).QuerySelectorAll("img,svg,script,b"));
        Assert.Contains(text, SafeMarkup.Text(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<img srcset=\"http://leak.test/a 1x\"><input type=image src=http://leak.test/b><video poster=http://leak.test/c></video>")]
    [InlineData(
        "<link rel=stylesheet href=http://leak.test/a><style>@import url(http://leak.test/b);</style><body background=http://leak.test/c>"
    )]
    [InlineData(
        "<p style=\"background:u\\72l(http://leak.test/a)\">x<p style='list-style:url(http://leak.test/b)'>y<style>p{content:url(http://leak.test/c)}</style>"
    )]
    [InlineData(
        "<svg><image href=http://leak.test/a></svg><svg><style>@import 'http://leak.test/b'</style></svg><table background=\\\\leak.test/c>"
    )]
    public async Task Nothing_is_loaded_that_the_reader_did_not_ask_for_CVE_2024_42010_CVE_2025_68460(string html)
    {
        var body = await BodyAsync(html);
        var loading = SafeMarkup.Parse(body).QuerySelectorAll("[src],[srcset],[poster],[background],link,style");
        Assert.Empty(loading);
        foreach (var element in SafeMarkup.Parse(body).QuerySelectorAll("[style]"))
            Assert.DoesNotContain("leak", element.GetAttribute("style"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("position:fixed!important;inset:0;z-index:99999;background:#fff")]
    [InlineData("POSITION : sticky;top:0")]
    [InlineData("pos\\69tion:fixed;color:red")]
    [InlineData("color:red;position/**/:absolute")]
    public async Task Nothing_covers_anything_CVE_2026_35544(string style)
    {
        var body = await BodyAsync($"<style>div{{{style}}}</style><div style=\"{style}\">Session expired</div>");
        Assert.DoesNotContain("position", body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("z-index", body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("inset", body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Session expired", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>")]
    [InlineData("image/png", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>")]
    [InlineData("text/html", "<script>alert(1)</script>")]
    [InlineData("text/xml", "<?xml version=\"1.0\"?><x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>")]
    [InlineData("application/pdf", "<script>alert(1)</script>")]
    [InlineData("text/\"><img src=x onerror=alert(1)>", "GIF")]
    public async Task What_is_no_picture_is_not_opened_as_one_whatever_its_type_says_CVE_2024_42008(string type, string content)
    {
        var id = await world.DeliverAsync(
            $"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: {type}; name=\"x\\\"><img src=x onerror=alert(1)>.png\"\nContent-Disposition: inline\n\n{content}\n--b--\n"
        );
        using var answer = await world.GetAsync($"/webmail/view/{id}/inline/2");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("default-src 'none'; sandbox", string.Join("", answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Empty(SafeMarkup.Violations(SafeMarkup.BodyOf(await world.ShowAsync(id)), allowsOwn: true));
    }

    [Fact]
    public async Task A_picture_is_what_its_octets_say_CVE_2023_47272()
    {
        var gif = Convert.ToBase64String([.. "GIF89a"u8, .. new byte[64]]);
        var id = await world.DeliverAsync(
            "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=\"cid:one%40x\"><img src=cid:none>\n"
                + $"--b\nContent-Type: text/html; name=\"a.html\"\nContent-ID: <one@x>\nContent-Transfer-Encoding: base64\n\n{gif}\n--b--\n"
        );
        Assert.Contains($"<img src=\"/webmail/view/{id}/inline/2\"><img>", await world.ShowAsync(id), StringComparison.Ordinal);
        using var answer = await world.GetAsync($"/webmail/view/{id}/inline/2");
        Assert.Equal("image/gif", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", string.Join("", answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">")]
    [InlineData("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>")]
    [InlineData("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">")]
    public async Task Markup_does_not_mutate_into_script_CVE_2024_45800(string html)
    {
        var body = await BodyAsync(html);
        Assert.Empty(SafeMarkup.Parse(SafeMarkup.ReadBack(body)).QuerySelectorAll("[onerror],svg,math,style"));
        Assert.Equal(SafeMarkup.ReadBack(body), SafeMarkup.ReadBack(SafeMarkup.ReadBack(body)));
    }

    [Fact]
    public async Task The_readers_own_log_in_is_not_used_against_him()
    {
        var body = await BodyAsync(
            "<img src=\"/webmail/logout\"><a href=\"/webmail/logout\">x</a><form action=/webmail/logout><button>go</button></form><img src=\"/webmail/image?u=http%3A%2F%2Fx&s=AA\">"
        );
        Assert.DoesNotContain("/webmail/", body, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", body, StringComparison.Ordinal);
        Assert.DoesNotContain("<button", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_frames_own_notes_cannot_be_forged()
    {
        var body = await BodyAsync(
            "<style>.mailcloud-note{display:none}</style><p class=\"mailcloud-note x\" data-note=cut>Your account is closed</p>"
        );
        Assert.Contains("<p class=\"x\">Your account is closed</p>", body, StringComparison.Ordinal);
    }

    private async Task<string> BodyAsync(string html) => SafeMarkup.BodyOf(await world.ShowPageAsync(html));
}
