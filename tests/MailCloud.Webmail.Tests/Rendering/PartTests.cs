using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Testing;
using MailCloud.Webmail.Rendering;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>Which parts of a message are shown, and how.</summary>
public sealed class PartTests : IAsyncLifetime
{
    private ViewWorld world = null!;

    public async ValueTask InitializeAsync() => world = await ViewWorld.CreateAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    // Each letter is a part: t text/plain, h text/html, i inline image, a attachment, c calendar; brackets are multiparts.
    [InlineData("t", "1")]
    [InlineData("mixed(t,a)", "1")]
    [InlineData("alternative(t,h)", "2")]
    [InlineData("alternative(t,related(h,i))", "2.1")]
    [InlineData("mixed(alternative(t,h),a)", "1.2")]
    [InlineData("mixed(t,i,t)", "1,2,3")]
    [InlineData("mixed(related(alternative(t,h),i),a)", "1.1.2")]
    [InlineData("alternative(t,c)", "1")]
    [InlineData("alternative(h,t)", "1")]
    [InlineData("mixed(a,t)", "2")]
    [InlineData("signed(t,a)", "1")]
    [InlineData("report(t,a,a)", "1")]
    [InlineData("mixed(mixed(t,t),t)", "1.1,1.2,2")]
    [InlineData("a", "")]
    [InlineData("mixed(c)", "")]
    public void Of_alternatives_the_page_is_shown_and_of_the_rest_what_is_no_attachment(string structure, string shown)
    {
        var at = 0;
        var message = MessageParser.Parse(Encoding.UTF8.GetBytes(Write(structure, ref at, depth: 0)), "test");
        Assert.Equal(shown, string.Join(',', DisplayParts.Of(DisplayPart.Root(message.Body, [])).Select(part => part.Id)));
    }

    [Fact]
    public async Task A_message_inside_is_a_block_with_its_header_and_one_deep_inside_is_not_shown()
    {
        var message = "Subject: inmost\n\nend\n";
        for (var i = 5; i > 0; i--)
            message =
                $"From: \"<b>{i}</b>\" <a{i}@example.org>\nTo: b@example.org\nSubject: =?utf-8?q?level_{i}?=\nContent-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n\nText {i}\n--b{i}\nContent-Type: message/rfc822\n\n{message}\n--b{i}--\n";
        using var answer = await world.GetAsync($"/webmail/view/{await world.DeliverAsync(message)}");
        Assert.Equal("cut", string.Join("", answer.Headers.GetValues("X-View-Notes")));
        var body = SafeMarkup.BodyOf(await answer.Content.ReadAsStringAsync());
        var levels = SafeMarkup.Parse(body).QuerySelectorAll("section.mailcloud-message");
        Assert.Equal(3, levels.Length);
        Assert.Contains("<b>2</b> <a2@example.org>", levels[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("level 2", levels[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Text 4", levels[2].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Text 5", levels[2].TextContent, StringComparison.Ordinal);
        Assert.Empty(SafeMarkup.Violations(body, allowsOwn: true));
    }

    [Fact]
    public async Task One_part_can_be_asked_for()
    {
        var id = await world.DeliverAsync(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nthe text\n--b\nContent-Type: text/html\n\n<p>the page\n--b--\n"
        );
        Assert.Contains("the page", await world.ShowAsync(id), StringComparison.Ordinal);
        var text = await world.ShowAsync(id, "?part=1");
        Assert.Contains("the text", text, StringComparison.Ordinal);
        Assert.DoesNotContain("the page", text, StringComparison.Ordinal);
        foreach (var part in new[] { "3", "0", "x", "1.1.1", "-1", new string('1', 300) })
        {
            using var answer = await world.GetAsync($"/webmail/view/{id}?part={part}");
            Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("no header at all, just text\r\nand more")]
    [InlineData("\0\0\0\0")]
    [InlineData("Content-Type: multipart/mixed\r\n\r\nno boundary")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b")]
    [InlineData("Content-Type: text/html; charset=\r\nContent-Transfer-Encoding: x-none\r\n\r\n<p>x")]
    [InlineData("Content-Type: message/rfc822\r\n\r\n")]
    [InlineData("Content-Type: application/ms-tnef\r\n\r\nnothing")]
    [InlineData("Content-Type: image/png\r\nContent-Disposition: inline\r\n\r\nx")]
    public async Task Whatever_is_a_message_is_shown(string message)
    {
        var document = await world.ShowAsync(await world.DeliverAsync(Encoding.UTF8.GetBytes(message)));
        Assert.EndsWith("</body></html>", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_message_of_the_corpora_is_shown_and_is_safe()
    {
        foreach (
            var file in Corpora
                .Files("mime")
                .Where(file => !file.Name.EndsWith(".json", StringComparison.Ordinal))
                .Concat(Corpora.Messages().Where((_, i) => i % 10 == 0))
        )
        {
            var id = await world.DeliverAsync(file.Read());
            using var answer = await world.GetAsync($"/webmail/view/{id}?images=1");
            Assert.True(answer.IsSuccessStatusCode, file.Name);
            var violations = SafeMarkup.Violations(SafeMarkup.BodyOf(await answer.Content.ReadAsStringAsync()), allowsOwn: true);
            Assert.True(violations.Count == 0, $"{file.Name}: {string.Join(", ", violations)}");
            using var details = await world.GetAsync($"/webmail/view/{id}/details");
            Assert.True(details.IsSuccessStatusCode, file.Name);
        }
    }

    private static string Write(string structure, ref int at, int depth)
    {
        var word = new string([.. structure.Skip(at).TakeWhile(char.IsLetter)]);
        at += word.Length;
        if (at >= structure.Length || structure[at] != '(')
            return word switch
            {
                "t" => "Content-Type: text/plain\r\n\r\nText\r\n",
                "h" => "Content-Type: text/html\r\n\r\n<p>Page\r\n",
                "i" => "Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <i>\r\n\r\nx\r\n",
                "c" => "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n",
                _ => "Content-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n",
            };
        var text = new StringBuilder($"Content-Type: multipart/{word}; boundary=b{depth}\r\n\r\n");
        do
        {
            at++;
            text.Append($"--b{depth}\r\n").Append(Write(structure, ref at, depth + 1));
        } while (structure[at] == ',');
        at++;
        return text.Append($"--b{depth}--\r\n").ToString();
    }
}
