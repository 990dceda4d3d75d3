using System.Text.Json;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Tests.Emails;

public class EmailGetTests
{
    private const string Letter = """
        From: =?utf-8?q?Al=C3=ADce?= <alice@example.org>
        To: "Bob, B." <bob@example.net>, Friends: carol@example.net, "Dan" <dan@example.net>;
        Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
         again
        Date: Mon, 1 Jun 2026 10:00:00 +0200
        Message-ID: <1@example.org>
        References: <a@example.org>
         <b@example.org>
        List-Post: <mailto:list@example.org> (Postings), <https://example.org/
         post>
        X-Test: one
        X-Test: two
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Gr=C3=BC=C3=9Fe
        from here.
        --a
        Content-Type: text/html; charset=utf-8

        <p>Hello <a href="https://example.org/">there</a></p>
        --a--
        --m
        Content-Type: application/pdf; name="a.pdf"
        Content-Disposition: attachment; filename="b.pdf"
        Content-ID: <pdf@example.org>
        Content-Transfer-Encoding: base64

        JVBERi0xLjQK
        --m--
        """;

    [Fact]
    public async Task What_a_list_shows_is_told_without_reading_the_message()
    {
        var reads = new CountingMailStore();
        var world = await JmapWorld.CreateAsync(reads);
        var id = await world.DeliverAsync(Letter, flags: MessageFlags.Seen, keywords: "Work");
        var properties =
            """["threadId","mailboxIds","keywords","size","receivedAt","messageId","references","sender","from","to","subject","sentAt","hasAttachment","preview","attachments"]""";
        var email = await GetAsync(
            world,
            id,
            $$"""{"properties": {{properties}}, "bodyProperties": ["partId","name","type","cid","disposition"]}"""
        );

        AssertJson(
            $$"""
            {"id":"{{id}}","threadId":"{{email.GetProperty("threadId").GetString()}}","mailboxIds":{"{{await world.MailboxAsync(
                "INBOX"
            )}}":true},
            "keywords":{"$seen":true,"work":true},"size":{{email.GetProperty("size")}},"receivedAt":"2026-06-01T12:00:00Z",
            "messageId":["1@example.org"],"references":["a@example.org","b@example.org"],"sender":null,
            "from":[{"name":"Alíce","email":"alice@example.org"}],
            "to":[{"name":"Bob, B.","email":"bob@example.net"},{"name":null,"email":"carol@example.net"},{"name":"Dan","email":"dan@example.net"}],
            "subject":"Grüße again","sentAt":"2026-06-01T10:00:00+02:00","hasAttachment":true,"preview":"Grüße from here.",
            "attachments":[{"partId":"2","name":"b.pdf","type":"application/pdf","cid":"pdf@example.org","disposition":"attachment"}]}
            """,
            email
        );
        Assert.Equal(0, reads.Count);
    }

    [Theory]
    [InlineData("header:Subject", "\" =?utf-8?q?Gr=C3=BC=C3=9Fe?=\\r\\n again\"")]
    [InlineData("header:subject:asText", "\"Grüße again\"")]
    [InlineData("header:x-test:asText", "\"two\"")]
    [InlineData("header:X-Test:all", "[\" one\",\" two\"]")]
    [InlineData("header:X-Missing", "null")]
    [InlineData("header:X-Missing:all", "[]")]
    [InlineData("header:From:asAddresses", """[{"name":"Alíce","email":"alice@example.org"}]""")]
    [InlineData(
        "header:To:asGroupedAddresses",
        """[{"name":null,"addresses":[{"name":"Bob, B.","email":"bob@example.net"}]},{"name":"Friends","addresses":[{"name":null,"email":"carol@example.net"},{"name":"Dan","email":"dan@example.net"}]}]"""
    )]
    [InlineData("header:References:asMessageIds", """["a@example.org","b@example.org"]""")]
    [InlineData("header:Date:asDate", "\"2026-06-01T10:00:00+02:00\"")]
    [InlineData("header:X-Test:asDate:all", "[null,null]")]
    [InlineData("header:List-Post:asURLs", """["mailto:list@example.org","https://example.org/post"]""")]
    public async Task Any_header_field_can_be_had_in_its_forms(string property, string expected)
    {
        var world = await JmapWorld.CreateAsync();
        var email = await GetAsync(world, await world.DeliverAsync(Letter), $$"""{"properties": ["{{property}}"]}""");
        AssertJson(expected, email.GetProperty(property));
    }

    [Theory]
    [InlineData("header:From:asDate")]
    [InlineData("header:Subject:asAddresses")]
    [InlineData("header:Received:asText")]
    [InlineData("header:Subject:asNothing")]
    [InlineData("header:Subject:all:asText")]
    [InlineData("header:")]
    [InlineData("header:Sub ject")]
    [InlineData("color")]
    public async Task What_is_no_property_is_refused(string property)
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal("invalidArguments", await world.ErrorAsync("Email/get", $$"""{"ids": [], "properties": ["{{property}}"]}"""));
        Assert.Equal("invalidArguments", await world.ErrorAsync("Email/get", $$"""{"ids": [], "bodyProperties": ["{{property}}"]}"""));
    }

    [Fact]
    public async Task The_structure_has_all_parts_and_the_texts_are_their_values()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync(Letter);
        var email = await GetAsync(
            world,
            id,
            """{"properties":["bodyStructure","textBody","htmlBody","bodyValues"],"bodyProperties":["partId","type","charset","header:Content-Type:asText"],"fetchTextBodyValues":true,"fetchHTMLBodyValues":true}"""
        );
        AssertJson(
            $$"""
            {"id":"{{id}}","bodyStructure":{"partId":null,"type":"multipart/mixed","charset":null,"header:Content-Type:asText":"multipart/mixed; boundary=m","subParts":[
              {"partId":null,"type":"multipart/alternative","charset":null,"header:Content-Type:asText":"multipart/alternative; boundary=a","subParts":[
                {"partId":"1.1","type":"text/plain","charset":"utf-8","header:Content-Type:asText":"text/plain; charset=utf-8"},
                {"partId":"1.2","type":"text/html","charset":"utf-8","header:Content-Type:asText":"text/html; charset=utf-8"}]},
              {"partId":"2","type":"application/pdf","charset":null,"header:Content-Type:asText":"application/pdf; name=\"a.pdf\""}]},
            "textBody":[{"partId":"1.1","type":"text/plain","charset":"utf-8","header:Content-Type:asText":"text/plain; charset=utf-8"}],
            "htmlBody":[{"partId":"1.2","type":"text/html","charset":"utf-8","header:Content-Type:asText":"text/html; charset=utf-8"}],
            "bodyValues":{"1.1":{"value":"Grüße\nfrom here.","isEncodingProblem":false,"isTruncated":false},
              "1.2":{"value":"<p>Hello <a href=\"https://example.org/\">there</a></p>","isEncodingProblem":false,"isTruncated":false} } }
            """,
            email
        );
    }

    [Theory]
    [InlineData(3, "Gr", "<p>")]
    [InlineData(4, "Grü", "<p>H")]
    [InlineData(12, "Grüße\nfrom", "<p>Hello ")]
    [InlineData(5_000, "Grüße\nfrom here.", "<p>Hello <a href=\"https://example.org/\">there</a></p>")]
    public async Task A_text_is_cut_between_letters_and_never_in_a_tag(int octets, string text, string html)
    {
        var world = await JmapWorld.CreateAsync();
        var email = await GetAsync(
            world,
            await world.DeliverAsync(Letter),
            $$"""{"properties":["bodyValues"],"fetchAllBodyValues":true,"maxBodyValueBytes":{{octets}}}"""
        );
        var values = email.GetProperty("bodyValues");
        Assert.Equal(text, values.GetProperty("1.1").GetProperty("value").GetString());
        Assert.Equal(html, values.GetProperty("1.2").GetProperty("value").GetString());
        Assert.Equal(octets < 1_000, values.GetProperty("1.1").GetProperty("isTruncated").GetBoolean());
    }

    [Fact]
    public async Task A_text_in_another_charset_than_it_says_is_told_to_be_so()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync("Subject: x\nContent-Type: text/plain; charset=us-ascii\n\nGrüße\n");
        var email = await GetAsync(world, id, """{"properties":["bodyValues"],"fetchTextBodyValues":true}""");
        AssertJson("""{"1":{"value":"Grüße\n","isEncodingProblem":true,"isTruncated":false} }""", email.GetProperty("bodyValues"));
    }

    [Fact]
    public async Task Ids_that_name_nothing_are_told()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync(Letter);
        var response = await world.CallAsync("Email/get", $$"""{"ids":["{{id}}","M1","Mx","{{id}}"],"properties":["id"]}""");
        AssertJson($$"""[{"id":"{{id}}"}]""", response.GetProperty("list"));
        AssertJson("""["M1","Mx"]""", response.GetProperty("notFound"));
        var all = await world.CallAsync("Email/get", """{"ids":null,"properties":["id"]}""");
        AssertJson($$"""[{"id":"{{id}}"}]""", all.GetProperty("list"));
    }

    private static async Task<JsonElement> GetAsync(JmapWorld world, string id, string arguments)
    {
        var response = await world.CallAsync("Email/get", $$"""{"ids":["{{id}}"],{{arguments.TrimStart('{')}}""");
        return Assert.Single(response.GetProperty("list").EnumerateArray());
    }

    private static void AssertJson(string expected, JsonElement actual)
    {
        using var parsed = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(parsed.RootElement, actual), actual.ToString());
    }
}
