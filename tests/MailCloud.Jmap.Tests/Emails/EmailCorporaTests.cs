using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing;

namespace MailCloud.Jmap.Tests.Emails;

/// <summary>Real and crafted messages, asked for everything.</summary>
public class EmailCorporaTests
{
    private const string Everything = """
        "properties": ["id","blobId","threadId","mailboxIds","keywords","size","receivedAt","messageId","inReplyTo","references","sender","from","to",
          "cc","bcc","replyTo","subject","sentAt","hasAttachment","preview","headers","bodyStructure","bodyValues","textBody","htmlBody","attachments",
          "header:From:asGroupedAddresses:all","header:X-Any:asURLs","header:Received:all","header:Date:asDate","header:Content-Type:asText"],
        "bodyProperties": ["partId","blobId","size","name","type","charset","disposition","cid","language","location","subParts","headers"],
        "fetchAllBodyValues": true
        """;

    /// <summary>See <see cref="Mail.Messages.Charset"/>.</summary>
    private static readonly string[] NotInDotNet = ["big5-hkscs-", "utf-7-"];

    [Fact]
    public async Task Every_message_tells_all_that_is_asked()
    {
        var world = await JmapWorld.CreateAsync();
        foreach (var file in Corpora.Messages())
        {
            var email = await ReadAsync(world, file.Read());
            var parts = Parts(email.GetProperty("bodyStructure")).ToList();
            var shown = new[] { "textBody", "htmlBody", "attachments" }
                .SelectMany(list => email.GetProperty(list).EnumerateArray())
                .Select(IdOf);
            // Every part is shown somewhere, and every text has a value.
            Assert.Equal(
                parts.Select(IdOf).Order(StringComparer.Ordinal),
                shown.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            );
            Assert.Equal(
                parts.Where(part => part.GetProperty("type").GetString()!.StartsWith("text/", StringComparison.Ordinal)).Select(IdOf),
                email.GetProperty("bodyValues").EnumerateObject().Select(value => value.Name)
            );
        }
    }

    [Fact]
    public async Task Texts_in_any_charset_are_as_they_were_written()
    {
        var world = await JmapWorld.CreateAsync();
        using var expected = JsonDocument.Parse(Corpora.File("mime/generated-charsets/expected.json").Read());
        foreach (var message in expected.RootElement.EnumerateObject())
        {
            if (NotInDotNet.Any(prefix => message.Name.StartsWith(prefix, StringComparison.Ordinal)))
                continue;
            var email = await ReadAsync(world, Corpora.File("mime/generated-charsets/" + message.Name).Read());
            var text = email.GetProperty("textBody")[0].GetProperty("partId").GetString()!;
            AssertSame(message, "text", email.GetProperty("bodyValues").GetProperty(text).GetProperty("value").GetString());
            AssertSame(message, "subject", email.GetProperty("subject").GetString());
            AssertSame(message, "fromName", email.GetProperty("from")[0].GetProperty("name").GetString());
            AssertSame(message, "from", email.GetProperty("from")[0].GetProperty("email").GetString());
            AssertSame(
                message,
                "attachmentName",
                Parts(email.GetProperty("bodyStructure"))
                    .Select(part => part.GetProperty("name").GetString())
                    .FirstOrDefault(name => name is not null)
            );
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("No header at all.\r\nTwo lines.\r\n")]
    [InlineData("\r\nA body.\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\r\n\r\nnever used")]
    public async Task A_message_without_a_header_is_an_Email_too(string message)
    {
        var world = await JmapWorld.CreateAsync();
        var email = await ReadAsync(world, System.Text.Encoding.ASCII.GetBytes(message));
        Assert.Equal(JsonValueKind.Null, email.GetProperty("subject").ValueKind);
        Assert.Equal("1", email.GetProperty("textBody")[0].GetProperty("partId").GetString());
    }

    private static async Task<JsonElement> ReadAsync(JmapWorld world, byte[] message)
    {
        await using var appender = new MessageAppender(world.Store, JmapWorld.Alice);
        await appender.WriteAsync(message, CancellationToken.None);
        var appended = await appender.CompleteAsync(MessageFlags.None, [], world.Time.GetUtcNow(), CancellationToken.None);
        var result = await world.Store.CommitAsync(
            JmapWorld.Alice,
            new AppendMessages(MailboxTarget.Inbox, [appended]),
            CancellationToken.None
        );
        var id = JmapIds.Of(new EmailId(result.Events[0].First.Value));
        var response = await world.CallAsync("Email/get", $$"""{"ids": ["{{id}}"], {{Everything}} }""");
        return Assert.Single(response.GetProperty("list").EnumerateArray());
    }

    private static IEnumerable<JsonElement> Parts(JsonElement part) =>
        part.GetProperty("subParts").ValueKind == JsonValueKind.Null
            ? [part]
            : part.GetProperty("subParts").EnumerateArray().SelectMany(Parts);

    private static string? IdOf(JsonElement part) => part.GetProperty("partId").GetString();

    /// <summary>Blanks at the ends of lines are nobody's business.</summary>
    private static void AssertSame(JsonProperty message, string property, string? actual)
    {
        if (message.Value.TryGetProperty(property, out var expected) && expected.GetString() is { } text)
            Assert.Equal($"{message.Name}: {Words(text)}", $"{message.Name}: {Words(actual ?? "")}");
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
