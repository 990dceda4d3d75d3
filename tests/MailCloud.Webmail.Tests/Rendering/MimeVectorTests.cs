using System.Text;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>The vectors as messages, as they would come in: in every transfer encoding and in charsets in which markup may hide, through the endpoint.</summary>
public sealed class MimeVectorTests : IAsyncLifetime
{
    private ViewWorld world = null!;

    public async ValueTask InitializeAsync() => world = await ViewWorld.CreateAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("8bit")]
    [InlineData("base64")]
    [InlineData("quoted-printable")]
    public async Task In_every_transfer_encoding_nothing_comes_out_but_what_is_allowed(string encoding)
    {
        foreach (var vector in Vectors.All)
            await CheckAsync(vector.Id, Message("text/html; charset=utf-8", encoding, Encoding.UTF8.GetBytes(vector.Html)));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16be")]
    [InlineData("utf-32")]
    [InlineData("iso-2022-jp")]
    [InlineData("gb18030")]
    [InlineData("euc-kr")]
    [InlineData("windows-1252")]
    public async Task In_other_charsets_neither(string charset)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(charset);
        foreach (var vector in Vectors.Own.Concat(Vectors.More))
            await CheckAsync(vector.Id, Message($"text/html; charset={charset}", "base64", encoding.GetBytes(vector.Html)));
    }

    [Theory]
    [InlineData("text/html; charset=utf-7")]
    [InlineData("text/html; charset=x-imap4-modified-utf7")]
    [InlineData("text/html")]
    [InlineData("text/html; charset=no-such-charset")]
    [InlineData("text/html; charset=iso-2022-kr")]
    public async Task Markup_in_a_charset_that_nobody_should_read_stays_text(string type)
    {
        const string hidden = "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-+ADw-img src=x onerror=alert(1)+AD4-\x1b$)C";
        await CheckAsync(type, Message(type, "7bit", Encoding.ASCII.GetBytes(hidden)));
        await CheckAsync(type, Message(type, "8bit", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("<script>alert(1)</script>")]));
        await CheckAsync(type, Message(type, "8bit", [0xC0, 0xBC, .. "script"u8, 0xE0, 0x80, 0xBE, .. "alert(1)"u8]));
    }

    [Fact]
    public async Task As_plain_text_they_are_text()
    {
        foreach (var vector in Vectors.All)
        {
            var document = await CheckAsync(vector.Id, Message("text/plain; charset=utf-8", "base64", Encoding.UTF8.GetBytes(vector.Html)));
            Assert.Empty(SafeMarkup.Parse(document).QuerySelectorAll("img, svg, iframe, form"));
        }
    }

    [Fact]
    public async Task In_names_and_subjects_of_messages_inside_they_are_text()
    {
        foreach (var vector in Vectors.Own)
        {
            var line = string.Concat(vector.Html.Where(c => !char.IsControl(c)));
            var inner =
                $"From: \"{line.Replace("\"", "\\\"")}\" <a@example.org>\nSubject: {line}\nDate: {line}\nContent-Type: text/plain; name=\"{line.Replace("\"", "\\\"")}\"\n\n{line}";
            var document = await CheckAsync(
                vector.Id,
                Encoding.UTF8.GetBytes($"Content-Type: message/rfc822\r\n\r\n{inner.ReplaceLineEndings("\r\n")}")
            );
            Assert.Empty(SafeMarkup.Parse(document).QuerySelectorAll("img, svg, iframe, form"));
        }
    }

    private async Task<string> CheckAsync(string id, byte[] message)
    {
        var document = await world.ShowAsync(await world.DeliverAsync(message), "?images=1");
        var violations = SafeMarkup.Violations(SafeMarkup.BodyOf(document), allowsOwn: true).ToList();
        Assert.True(violations.Count == 0, $"{id}: {string.Join(", ", violations)} in {SafeMarkup.BodyOf(document)}");
        var parsed = SafeMarkup.Parse(document);
        Assert.Empty(parsed.Owner!.QuerySelectorAll("script"));
        return document;
    }

    private static byte[] Message(string type, string encoding, byte[] content)
    {
        var body = encoding switch
        {
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)),
            "quoted-printable" => Encoding.ASCII.GetBytes(
                string.Concat(content.Select((octet, i) => $"={octet:X2}{(i % 24 == 23 ? "=\r\n" : "")}"))
            ),
            _ => content,
        };
        return
        [
            .. Encoding.UTF8.GetBytes($"MIME-Version: 1.0\r\nContent-Type: {type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"),
            .. body,
        ];
    }
}
