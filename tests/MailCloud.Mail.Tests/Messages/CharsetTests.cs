using System.Text.Json;
using MailCloud.Mail.Messages;
using MailCloud.Testing;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>Messages in 23 charsets, each encoded in several ways, with the text that a reader should see.</summary>
public class CharsetTests
{
    /// <summary>See <see cref="Charset"/>.</summary>
    private static readonly string[] NotInDotNet = ["big5-hkscs-", "utf-7-"];

    [Fact]
    public void Every_text_is_read_as_it_was_written()
    {
        using var expected = JsonDocument.Parse(Corpora.File("mime/generated-charsets/expected.json").Read());
        foreach (var message in expected.RootElement.EnumerateObject().Where(IsReadable))
        {
            var summary = MessageParser.Parse(Corpora.File("mime/generated-charsets/" + message.Name).Read(), message.Name);
            Assert.Equal(message.Name + Value(message, "subject"), message.Name + Read(summary.Envelope.Subject, message, "subject"));
            Assert.Equal(
                message.Name + Value(message, "fromName"),
                message.Name + Read(summary.Envelope.From[0].Name, message, "fromName")
            );
            Assert.Equal(message.Name + Value(message, "attachmentName"), message.Name + AttachmentName(summary, message));
            if (Value(message, "from") is { } from)
                Assert.Equal(from, $"{summary.Envelope.From[0].Mailbox}@{summary.Envelope.From[0].Host}");
            if (Value(message, "text") is { } text)
                Assert.Equal(
                    message.Name + string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
                    message.Name + summary.Preview
                );
        }
    }

    private static bool IsReadable(JsonProperty message) =>
        !NotInDotNet.Any(prefix => message.Name.StartsWith(prefix, StringComparison.Ordinal));

    private static string? Value(JsonProperty message, string name) =>
        message.Value.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The text decoded, if there is something to compare it with.</summary>
    private static string? Read(string? text, JsonProperty message, string name) =>
        text is not null && Value(message, name) is not null ? HeaderText.Decode(text) : null;

    private static string? AttachmentName(MessageSummary summary, JsonProperty message) =>
        Value(message, "attachmentName") is null
            ? null
            : Summaries.AllParts(summary.Body).Select(part => part.FileName).FirstOrDefault(name => name is not null);
}
