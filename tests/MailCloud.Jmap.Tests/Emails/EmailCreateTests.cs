using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Core.Blobs;
using MailCloud.Jmap.Emails.Writing;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;
using MimeKit;

namespace MailCloud.Jmap.Tests.Emails;

public class EmailCreateTests
{
    [Fact]
    public async Task A_message_has_the_text_the_page_its_pictures_and_the_files()
    {
        var world = await JmapWorld.CreateAsync();
        var (picture, file) = (await UploadAsync(world, "PNG", "image/png"), await UploadAsync(world, "%PDF \u00e9", "application/pdf"));
        var message = await CreateAsync(
            world,
            $$"""
            "from": [{"name": "Alíce", "email": "alice@example.org"}], "to": [{"email": "bob@example.net"}, {"name": "half", "email": "carol@"}],
            "bcc": [{"name": "", "email": "eve@example.net"}], "subject": "Grüße\r\nX-Injected: yes", "inReplyTo": ["1@x"], "references": ["0@x", "1@x"],
            "sentAt": "2026-06-01T10:00:00+02:00", "header:X-Kind:asText": "Tést", "header:List-Post:asURLs": ["mailto:list@example.org"],
            "textBody": [{"partId": "t"}], "htmlBody": [{"partId": "h", "type": "text/html"}],
            "bodyValues": {"t": {"value": "Hällo\nthere"}, "h": {"value": "<img src='cid:p@x'>"} },
            "attachments": [{"blobId": "{{picture}}", "cid": "p@x", "disposition": "inline", "name": "p.png"}, {"blobId": "{{file}}", "name": "Bericht für Alle.pdf"}]
            """
        );
        Assert.Equal("\"Alíce\" <alice@example.org>", message.From.ToString());
        Assert.Equal("Alíce", Assert.IsType<MailboxAddress>(message.From[0]).Name);
        Assert.Equal("bob@example.net", Assert.IsType<MailboxAddress>(message.To[0]).Address);
        Assert.Contains("carol@", message.Headers["To"], StringComparison.Ordinal);
        Assert.Equal("GrüßeX-Injected: yes", message.Subject);
        Assert.False(message.Headers.Contains("X-Injected"));
        Assert.Equal("1@x", message.InReplyTo);
        Assert.Equal(["0@x", "1@x"], message.References);
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.FromHours(2)), message.Date);
        Assert.EndsWith("@example.org", message.MessageId, StringComparison.Ordinal);
        Assert.Equal("Tést", message.Headers["X-Kind"]);
        Assert.Equal("<mailto:list@example.org>", message.Headers["List-Post"]);

        var mixed = Assert.IsType<Multipart>(message.Body);
        var alternative = Assert.IsAssignableFrom<Multipart>(mixed[0]);
        Assert.Equal("Hällo\nthere", Assert.IsType<TextPart>(alternative[0]).Text.ReplaceLineEndings("\n"));
        var related = Assert.IsAssignableFrom<Multipart>(alternative[1]);
        Assert.Equal("<img src='cid:p@x'>", Assert.IsType<TextPart>(related[0]).Text);
        Assert.Equal(("p@x", "inline", "PNG"), Read(related[1]));
        Assert.Equal((null, "attachment", "%PDF \u00e9"), Read(mixed[1]));
        Assert.Equal("Bericht für Alle.pdf", Assert.IsType<MimePart>(mixed[1]).FileName);
        Assert.Equal(("multipart/mixed", "multipart/related"), (mixed.ContentType.MimeType, related.ContentType.MimeType));
    }

    [Fact]
    public async Task A_structure_is_made_as_it_is_described()
    {
        var world = await JmapWorld.CreateAsync();
        var forwarded = await world.DeliverAsync(
            "Subject: Inner\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nOne\n--x\nContent-Type: image/gif\nContent-Transfer-Encoding: base64\n\nR0lG\n--x--\n"
        );
        var whole = "B" + forwarded[1..];
        var message = await CreateAsync(
            world,
            $$"""
            "subject": "Fwd", "bodyValues": {"a": {"value": "See below"} }, "bodyStructure": {"type": "multipart/digest", "header:X-Part:asText": "top", "subParts": [
              {"partId": "a", "type": "text/plain", "language": ["en", "de"]}, {"blobId": "{{whole}}", "type": "message/rfc822"},
              {"blobId": "{{whole}}-2", "type": "image/gif", "name": "g.gif", "disposition": "inline", "location": "http://example.org/g.gif"}]}
            """
        );
        var digest = Assert.IsAssignableFrom<Multipart>(message.Body);
        Assert.Equal("multipart/digest", digest.ContentType.MimeType);
        Assert.Equal("top", message.Headers["X-Part"]);
        Assert.Equal("en, de", digest[0].Headers[HeaderId.ContentLanguage]);
        Assert.Equal("Inner", Assert.IsType<MessagePart>(digest[1]).Message?.Subject);
        Assert.Equal((null, "inline", "GIF"), Read(digest[2]));
        Assert.Equal(new Uri("http://example.org/g.gif"), digest[2].ContentLocation);
    }

    [Fact]
    public async Task An_empty_draft_is_a_message_too()
    {
        var world = await JmapWorld.CreateAsync();
        var message = await CreateAsync(world, "\"subject\": null");
        Assert.Null(message.Headers[HeaderId.Subject]);
        Assert.Equal(world.Time.GetUtcNow(), message.Date);
        Assert.Equal("", Assert.IsType<TextPart>(message.Body).Text.Trim());
    }

    [Theory]
    [InlineData("\"from\": [], \"header:From\": \"x\"", "invalidProperties", "header:From")]
    [InlineData("\"headers\": []", "invalidProperties", "headers")]
    [InlineData("\"size\": 1", "invalidProperties", "size")]
    [InlineData("\"header:Content-Type\": \"text/html\"", "invalidProperties", "header:Content-Type")]
    [InlineData("\"header:Subject:asDate\": \"2026-06-01T10:00:00Z\"", "invalidProperties", "header:Subject:asDate")]
    [InlineData("\"sentAt\": \"today\"", "invalidProperties", "sentAt")]
    [InlineData("\"to\": \"bob\"", "invalidProperties", "to")]
    [InlineData("\"receivedAt\": 1", "invalidProperties", "receivedAt")]
    [InlineData("\"textBody\": [{\"partId\": \"1\"}]", "invalidProperties", "bodyValues")]
    [InlineData(
        "\"textBody\": [{\"partId\": \"1\", \"type\": \"text/html\"}], \"bodyValues\": {\"1\": {\"value\": \"\"}}",
        "invalidProperties",
        "textBody"
    )]
    [InlineData(
        "\"textBody\": [{\"partId\": \"1\"}], \"bodyValues\": {\"1\": {\"value\": \"\", \"isTruncated\": true}}",
        "invalidProperties",
        "bodyValues"
    )]
    [InlineData(
        "\"textBody\": [{\"partId\": \"1\", \"charset\": \"utf-8\"}], \"bodyValues\": {\"1\": {\"value\": \"\"}}",
        "invalidProperties",
        "textBody"
    )]
    [InlineData("\"textBody\": [{\"type\": \"text/plain\"}]", "invalidProperties", "textBody")]
    [InlineData("\"bodyStructure\": {\"type\": \"multipart/mixed\"}", "invalidProperties", "bodyStructure")]
    [InlineData(
        "\"bodyStructure\": {\"type\": \"multipart/mixed\", \"subParts\": []}, \"textBody\": []",
        "invalidProperties",
        "bodyStructure"
    )]
    [InlineData(
        "\"bodyStructure\": {\"color\": 1, \"partId\": \"1\"}, \"bodyValues\": {\"1\": {\"value\": \"\"}}",
        "invalidProperties",
        "bodyStructure"
    )]
    [InlineData("\"bodyStructure\": {\"type\": \"x\\r\\ny: z\", \"partId\": \"1\"}", "invalidProperties", "bodyStructure")]
    [InlineData("\"attachments\": [{\"blobId\": \"U1\"}, {\"blobId\": \"B1-2\"}]", "blobNotFound", null)]
    public async Task What_is_no_message_is_refused(string properties, string error, string? property)
    {
        var world = await JmapWorld.CreateAsync();
        var set = await world.CallAsync(
            "Email/set",
            $$"""{"create": {"a": {"mailboxIds": {"{{await world.MailboxAsync("Drafts")}}": true}, {{properties}} } } }"""
        );
        var refused = set.GetProperty("notCreated").GetProperty("a");
        Assert.Equal(error, refused.GetProperty("type").GetString());
        if (property is not null)
            Assert.Equal($"[\"{property}\"]", refused.GetProperty("properties").GetRawText());
        else
            Assert.Equal("""["U1","B1-2"]""", refused.GetProperty("notFound").GetRawText());
        Assert.Equal(0, (await world.StateAsync()).In("Drafts").Count);
    }

    [Theory]
    [InlineData(51, 1_000_000, 0)]
    [InlineData(1_001, 1, 0)]
    [InlineData(0, 0, 51)]
    public async Task What_parts_say_again_and_again_counts_each_time(int files, int octets, int texts)
    {
        var world = await JmapWorld.CreateAsync();
        var blob = await UploadAsync(world, new string('x', octets), "text/plain");
        var parts = Enumerable
            .Repeat($$"""{"blobId": "{{blob}}", "type": "application/x"}""", files)
            .Concat(Enumerable.Repeat("""{"partId": "t", "type": "text/plain"}""", texts));
        var set = await world.CallAsync(
            "Email/set",
            $$"""
            {"create": {"a": {"mailboxIds": {"{{await world.MailboxAsync("Drafts")}}": true}, "bodyValues": {"t": {"value": "{{new string(
                'x',
                texts > 0 ? 1_000_000 : 1
            )}}"} }, "bodyStructure": {"type": "multipart/mixed", "subParts": [{{string.Join(',', parts)}}]} } } }
            """
        );
        Assert.Equal("tooLarge", set.GetProperty("notCreated").GetProperty("a").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_message_ends_where_it_is_too_long()
    {
        var world = await JmapWorld.CreateAsync();
        await using var appender = new MessageAppender(world.Store, JmapWorld.Alice);
        await using var stream = new AppenderStream(appender, maxOctets: 10);
        await stream.WriteAsync(new byte[10], CancellationToken.None);
        var failure = await Assert.ThrowsAsync<SetFailure>(async () => await stream.WriteAsync(new byte[1], CancellationToken.None));
        Assert.Equal("tooLarge", failure.Error.Type);
    }

    [Fact]
    public async Task Half_of_an_address_is_kept_in_a_draft()
    {
        var world = await JmapWorld.CreateAsync();
        const string to =
            """[{"name":null,"email":"bob"},{"name":"Half","email":"carol@"},{"name":null,"email":"d <\\\" e"},{"name":"Müller, M.","email":"m@example.net"}]""";
        var set = await world.CallAsync(
            "Email/set",
            $$"""{"create": {"a": {"mailboxIds": {"{{await world.MailboxAsync("Drafts")}}": true}, "to": {{to}} } } }"""
        );
        var email = await GetAsync(
            world,
            set.GetProperty("created").GetProperty("a").GetProperty("id").GetString()!,
            "\"properties\": [\"to\"]"
        );
        using var expected = JsonDocument.Parse(to);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, email.GetProperty("to")), email.GetRawText());
    }

    [Fact]
    public async Task A_raw_field_never_ends_its_line()
    {
        var world = await JmapWorld.CreateAsync();
        var message = await CreateAsync(
            world,
            """ "header:X-A": " one\r\nX-B: two", "header:X-C": "\n\nbody", "header:X-D:all": [" 1", " 2\r\n folded"], "messageId": ["a@x>\r\nX-E: <b"] """
        );
        Assert.Equal(
            ["one X-B: two", "body", "1", "2 folded"],
            new[] { "X-A", "X-C", "X-D" }
                .SelectMany(name => message.Headers.Where(header => header.Field == name))
                .Select(header => header.Value.Trim())
        );
        Assert.False(message.Headers.Contains("X-B") || message.Headers.Contains("X-E"));
    }

    [Fact]
    public async Task An_upload_is_imported_as_it_is()
    {
        var world = await JmapWorld.CreateAsync();
        const string text =
            "Received: from a by b; Mon, 1 Jun 2026 10:00:00 +0200\r\nReceived: from x by a; Sun, 31 May 2026 10:00:00 +0200\r\nSubject: Old\r\n\r\nText";
        var blob = await UploadAsync(world, text, "message/rfc822");
        var (inbox, archive) = (await world.MailboxAsync("INBOX"), await world.MailboxAsync("Archive"));
        var imported = await world.CallAsync(
            "Email/import",
            $$"""
            {"emails": {"a": {"blobId": "{{blob}}", "mailboxIds": {"{{inbox}}": true, "{{archive}}": true}, "keywords": {"$seen": true, "Work": true} },
              "b": {"blobId": "U1", "mailboxIds": {"{{inbox}}": true} }, "c": {"blobId": "{{blob}}", "mailboxIds": {} },
              "d": {"blobId": "{{await UploadAsync(world, "", "message/rfc822")}}", "mailboxIds": {"{{inbox}}": true} } } }
            """
        );
        var created = imported.GetProperty("created").GetProperty("a");
        Assert.Equal(Encoding.UTF8.GetByteCount(text), created.GetProperty("size").GetInt32());
        Assert.Equal("invalidProperties", imported.GetProperty("notCreated").GetProperty("b").GetProperty("type").GetString());
        Assert.Equal("invalidProperties", imported.GetProperty("notCreated").GetProperty("c").GetProperty("type").GetString());
        Assert.Equal("invalidEmail", imported.GetProperty("notCreated").GetProperty("d").GetProperty("type").GetString());
        var email = await GetAsync(
            world,
            created.GetProperty("id").GetString()!,
            "\"properties\": [\"receivedAt\", \"keywords\", \"mailboxIds\", \"blobId\", \"threadId\"]"
        );
        Assert.Equal("2026-06-01T08:00:00Z", email.GetProperty("receivedAt").GetString());
        Assert.Equal("""{"$seen":true,"work":true}""", email.GetProperty("keywords").GetRawText());
        Assert.Equal(2, email.GetProperty("mailboxIds").EnumerateObject().Count());
        Assert.Equal(created.GetProperty("threadId").GetString(), email.GetProperty("threadId").GetString());
        Assert.Equal(text, await ReadAsync(world, email.GetProperty("blobId").GetString()!));
        Assert.Equal("stateMismatch", await world.ErrorAsync("Email/import", """{"ifInState": "1", "emails": {} }"""));
    }

    [Fact]
    public async Task A_message_inside_a_message_is_parsed_as_one()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync(
            "Subject: Outer\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nOuter\n--o\nContent-Type: message/rfc822\n\nSubject: Inner\nFrom: bob@example.net\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nInner text\n--i\nContent-Type: application/x-gif\n\nGIF\n--i--\n--o--\n"
        );
        var blob = $"B{id[1..]}-2";
        var response = await world.CallAsync(
            "Email/parse",
            $$"""{"blobIds": ["{{blob}}", "B1"], "properties": ["id","mailboxIds","receivedAt","keywords","subject","from","attachments","bodyValues"], "bodyProperties": ["blobId"], "fetchTextBodyValues": true}"""
        );
        var parsed = response.GetProperty("parsed").GetProperty(blob);
        Assert.Equal("Inner", parsed.GetProperty("subject").GetString());
        Assert.Equal("Inner text", parsed.GetProperty("bodyValues").GetProperty("1").GetProperty("value").GetString());
        Assert.All(
            ["id", "mailboxIds", "receivedAt", "keywords"],
            (string name) => Assert.Equal(JsonValueKind.Null, parsed.GetProperty(name).ValueKind)
        );
        Assert.Equal("GIF", await ReadAsync(world, parsed.GetProperty("attachments")[0].GetProperty("blobId").GetString()!));
        Assert.Equal("""["B1"]""", response.GetProperty("notFound").GetRawText());
        Assert.Equal(JsonValueKind.Null, response.GetProperty("notParsable").ValueKind);
    }

    [Fact]
    public async Task The_parts_of_an_upload_can_be_had()
    {
        var world = await JmapWorld.CreateAsync();
        var blob = await UploadAsync(
            world,
            "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nOuter\r\n--o\r\nContent-Type: application/x\r\nContent-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8=\r\n--o--\r\n",
            "message/rfc822"
        );
        var response = await world.CallAsync("Email/parse", $$"""{"blobIds": ["{{blob}}"], "properties": ["textBody", "attachments"]}""");
        var parsed = response.GetProperty("parsed").GetProperty(blob);
        Assert.Equal("Outer", await ReadAsync(world, parsed.GetProperty("textBody")[0].GetProperty("blobId").GetString()!));
        Assert.Equal("hello", await ReadAsync(world, parsed.GetProperty("attachments")[0].GetProperty("blobId").GetString()!));
        Assert.Null(await Blob.FindAsync(world.Server, JmapWorld.Alice, blob + "-3", CancellationToken.None));
    }

    [Fact]
    public async Task What_is_too_long_for_memory_is_not_parsed()
    {
        var world = await JmapWorld.CreateAsync();
        using var stream = new MemoryStream(new byte[JmapLimits.MaxSizeParsed + 1]);
        var upload = await world.Server.Uploads.WriteAsync(
            JmapWorld.Alice,
            stream,
            "message/rfc822",
            JmapLimits.MaxSizeUpload,
            CancellationToken.None
        );
        var id = BlobIds.Of(upload!);
        var response = await world.CallAsync("Email/parse", $$"""{"blobIds": ["{{id}}"]}""");
        Assert.Equal($"""["{id}"]""", response.GetProperty("notParsable").GetRawText());
    }

    private static (string? ContentId, string? Disposition, string Content) Read(MimeEntity entity)
    {
        using var content = new MemoryStream();
        Assert.IsType<MimePart>(entity).Content!.DecodeTo(content);
        return (entity.ContentId, entity.ContentDisposition?.Disposition, Encoding.UTF8.GetString(content.ToArray()));
    }

    private static async Task<string> UploadAsync(JmapWorld world, string content, string mediaType)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return BlobIds.Of((await world.Server.Uploads.WriteAsync(JmapWorld.Alice, stream, mediaType, 1_000_000, CancellationToken.None))!);
    }

    private static async Task<string> ReadAsync(JmapWorld world, string blob)
    {
        var found = await Blob.FindAsync(world.Server, JmapWorld.Alice, blob, CancellationToken.None);
        return Encoding.UTF8.GetString((await found!.ReadAsync(1_000_000, CancellationToken.None))!);
    }

    private static async Task<MimeMessage> CreateAsync(JmapWorld world, string properties)
    {
        var set = await world.CallAsync(
            "Email/set",
            $$"""{"create": {"a": {"mailboxIds": {"{{await world.MailboxAsync("Drafts")}}": true}, {{properties}} } } }"""
        );
        Assert.True(set.TryGetProperty("created", out var created), set.GetRawText());
        var text = await ReadAsync(world, created.GetProperty("a").GetProperty("blobId").GetString()!);
        Assert.Equal(text.ReplaceLineEndings("\r\n"), text);
        using var octets = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await MimeMessage.LoadAsync(octets);
    }

    private static async Task<JsonElement> GetAsync(JmapWorld world, string id, string arguments)
    {
        var response = await world.CallAsync("Email/get", $$"""{"ids": ["{{id}}"], {{arguments}} }""");
        return Assert.Single(response.GetProperty("list").EnumerateArray());
    }
}
