using System.Text;
using MailCloud.Webmail.Rendering;
using MailCloud.Webmail.Rendering.Html;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>Pages that are made to be slow, deep or huge end in bounded time and memory, and are shown as text where they are too much.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private ViewWorld world = null!;

    public async ValueTask InitializeAsync() => world = await ViewWorld.CreateAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    public static TheoryData<string> Pages =>
        ["deep", "deeper formatting", "formatting opened again and again", "many elements", "huge", "deep tables", "deep svg"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_is_too_much_is_shown_as_its_text_with_a_note(string page)
    {
        using var answer = await world.GetAsync(
            $"/webmail/view/{await world.DeliverAsync($"Content-Type: text/html\n\n{Of(page)}<p>the end")}"
        );
        var document = await answer.Content.ReadAsStringAsync();
        Assert.Contains("simplified", string.Join(",", answer.Headers.GetValues("X-View-Notes")), StringComparison.Ordinal);
        Assert.Contains("data-note=\"simplified\"", document, StringComparison.Ordinal);
        Assert.Empty(SafeMarkup.Violations(SafeMarkup.BodyOf(document), allowsOwn: true));
    }

    [Fact]
    public void All_pages_of_a_message_have_one_time_together()
    {
        var clock = new FakeTimeProvider();
        var time = new RenderTime(clock);
        Assert.NotNull(Sanitize());
        clock.Advance(RenderLimits.Time + TimeSpan.FromSeconds(1));
        Assert.Null(Sanitize());

        SanitizedPage? Sanitize() =>
            new PageSanitizer(new PictureAddresses(_ => null, remote: null), "scope", time).Sanitize("<p>a page of many");
    }

    [Theory]
    [InlineData("<a ", "a=b ", 30_000, ">")]
    [InlineData("<!--", "-", 900_000, "-->")]
    [InlineData("<p style=\"", "color:red;", 50_000, "\">")]
    [InlineData("<p style=\"width:", "calc(", 50_000, "\">")]
    [InlineData("<style>", "p{color:red}", 20_000, "</style>")]
    [InlineData("<style>p{width:", "calc(", 50_000, "}</style>")]
    [InlineData("<style>", ":not(", 50_000, "{color:red}</style>")]
    [InlineData("<p>", "&amp", 200_000, "")]
    [InlineData("<select>", "<option>", 50_000, "")]
    [InlineData("", "</p>", 200_000, "")]
    public async Task What_is_only_long_is_shown(string before, string repeated, int times, string after)
    {
        var html = before + string.Concat(Enumerable.Repeat(repeated, times)) + after + "<p>the end";
        var document = await world.ShowPageAsync(html);
        Assert.Empty(SafeMarkup.Violations(SafeMarkup.BodyOf(document), allowsOwn: true));
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_cut_and_says_so()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789\n", 400_000));
        using var answer = await world.GetAsync($"/webmail/view/{await world.DeliverAsync($"Content-Type: text/plain\n\n{text}")}");
        Assert.Equal("cut", string.Join("", answer.Headers.GetValues("X-View-Notes")));
        Assert.True((await answer.Content.ReadAsStringAsync()).Length < 1_000_000);
    }

    [Fact]
    public async Task Of_very_many_parts_some_are_shown()
    {
        var message = new StringBuilder("Content-Type: multipart/mixed; boundary=b\n\n");
        for (var i = 0; i < 1000; i++)
            message.Append("--b\nContent-Type: text/html\n\n<p>x\n");
        var document = await world.ShowAsync(await world.DeliverAsync(message.Append("--b--\n").ToString()));
        Assert.Equal(50, SafeMarkup.Parse(document).QuerySelectorAll(".mailcloud-page").Length);
    }

    private static string Of(string page) =>
        page switch
        {
            "deep" => Repeat("<div>", 20_000),
            "deeper formatting" => Repeat("<b><i>", 60_000),
            "formatting opened again and again" => string.Concat(Enumerable.Range(0, 3000).Select(i => $"<p><b a={i}>"))
                + Repeat("<p>x", 60_000),
            "many elements" => Repeat("<p>x</p>", 120_000),
            "huge" => new string('x', 1_100_000),
            "deep tables" => Repeat("<table><tr><td>", 5_000),
            _ => Repeat("<svg><g>", 20_000),
        };

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
