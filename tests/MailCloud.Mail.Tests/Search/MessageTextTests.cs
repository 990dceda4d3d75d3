using System.Text;
using System.Text.Json;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Testing;

namespace MailCloud.Mail.Tests.Search;

/// <summary>Which text of a message is searched, and where it counts.</summary>
public class MessageTextTests
{
    private static readonly string[] NotInDotNet = ["big5-hkscs-", "utf-7-"];

    [Theory]
    [InlineData("subject: lunch", TextPlaces.Headers)]
    [InlineData("grüße", TextPlaces.Headers)]
    [InlineData("bericht.pdf", TextPlaces.Headers)]
    [InlineData("application/pdf", TextPlaces.Headers)]
    [InlineData("meet at noon", TextPlaces.Body)]
    [InlineData("inner subject", TextPlaces.Body)]
    [InlineData("inner <inner@example.org>", TextPlaces.Body)]
    [InlineData("inner text", TextPlaces.Body)]
    [InlineData("signed by machines", TextPlaces.None)]
    [InlineData("hidden preamble", TextPlaces.None)]
    [InlineData("base64 of the pdf", TextPlaces.None)]
    [InlineData("lunch\r\n", TextPlaces.None)]
    public async Task Each_text_counts_where_it_is(string text, TextPlaces places)
    {
        const string message = """
            From: Bob <bob@example.org>
            Subject: Lunch =?utf-8?Q?und_Gr=C3=BC=C3=9Fe?=
            DKIM-Signature: v=1; b=signed by machines
            Content-Type: multipart/mixed; boundary=x

            hidden preamble
            --x
            Content-Type: text/html; charset=utf-8

            Meet <b>at</b> noon
            --x
            Content-Type: application/pdf; name=bericht.pdf

            base64 of the pdf
            --x
            Content-Type: message/rfc822

            From: Inner <inner@example.org>
            Subject: inner subject

            inner text
            --x--
            """;
        var octets = Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n"));
        Assert.Equal(places, await FindAsync(octets, text));
    }

    [Fact]
    public async Task The_texts_of_all_charsets_are_found()
    {
        using var expected = JsonDocument.Parse(Corpora.File("mime/generated-charsets/expected.json").Read());
        foreach (var message in expected.RootElement.EnumerateObject())
        {
            if (NotInDotNet.Any(prefix => message.Name.StartsWith(prefix, StringComparison.Ordinal)))
                continue;
            var octets = Corpora.File("mime/generated-charsets/" + message.Name).Read();
            foreach (
                var (name, place) in new[]
                {
                    ("subject", TextPlaces.Headers),
                    ("attachmentName", TextPlaces.Headers),
                    ("text", TextPlaces.Body),
                }
            )
                if (message.Value.TryGetProperty(name, out var value) && value.GetString() is { } text)
                    foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                        Assert.True(
                            (await FindAsync(octets, line.ToUpperInvariant())).HasFlag(place),
                            $"{message.Name}: {line} is not found in {place}."
                        );
        }
    }

    [Fact]
    public async Task Any_message_has_a_text()
    {
        foreach (var file in Corpora.Messages().Where((_, number) => number % 5 == 0))
            Assert.Equal(TextPlaces.All, await FindAsync(file.Read(), ""));
    }

    [Fact]
    public async Task What_a_summary_knows_of_a_header_is_in_its_text()
    {
        foreach (var file in Corpora.Messages().Where((_, number) => number % 3 == 0))
        {
            var octets = file.Read();
            var envelope = MessageParser.Parse(octets, "here").Envelope;
            var texts = new[] { envelope.From, envelope.To, envelope.Cc, envelope.Bcc }
                .SelectMany(list => list)
                .Select(address => SearchedText.LongestWord(SearchedText.Of(address)))
                .Append(HeaderText.Decode(envelope.Subject ?? ""))
                .Append(envelope.MessageId ?? "");
            foreach (var text in texts)
                Assert.True((await FindAsync(octets, text)).HasFlag(TextPlaces.Headers), $"{file.Name}: {text}");
        }
    }

    private static async Task<TextPlaces> FindAsync(byte[] octets, string text)
    {
        var store = new MemoryMailStore(TimeProvider.System);
        await using var writer = store.BeginMessage();
        await writer.WriteAsync(octets, default);
        var content = await writer.CompleteAsync(default, default);
        var summary = MessageParser.Parse(octets, "here");
        var reader = new MessageText(store);
        var finder = new TextFinder([new TextQuery(text, TextPlaces.Headers), new TextQuery(text, TextPlaces.Body)]);

        await reader.WriteAsync(content, summary, await reader.ReadHeaderAsync(content, summary, default), finder, default);

        return (finder[0] ? TextPlaces.Headers : 0) | (finder[1] ? TextPlaces.Body : 0);
    }
}
