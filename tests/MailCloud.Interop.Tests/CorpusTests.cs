using System.Security.Cryptography;
using System.Text;
using MailCloud.Testing;
using MailKit;

namespace MailCloud.Interop.Tests;

/// <summary>
/// Every message of the corpora, the malformed and the hostile ones too, goes in over SMTP and comes back over IMAP and POP3: the same bytes behind the
/// fields that the server put in front.
/// </summary>
public sealed class CorpusTests(SharedProcess shared)
{
    private const int Connections = 8;

    [Fact]
    public async Task What_was_sent_is_what_is_read()
    {
        var messages = Corpora
            .Messages()
            .Select(file => (file.Name, Bytes: file.Read()))
            .Where(message => message.Bytes.Length > 0)
            .ToArray();
        Assert.True(messages.Length > 1_500, $"Only {messages.Length} messages were found.");
        await SendAsync(messages.Select(message => message.Bytes).ToArray());

        using var imap = await Mailboxes.ImapAsync(shared.Service, SharedProcess.Corpus);
        var arrived = await Mailboxes.WaitForMessagesAsync(imap, messages.Length, TimeSpan.FromMinutes(5));
        Assert.Equal(messages.Length, arrived);

        var wrong = new List<string>();
        var seen = new HashSet<int>();
        foreach (var uid in await imap.Inbox.SearchAsync(MailKit.Search.SearchQuery.All))
            Check(await (await imap.Inbox.GetStreamAsync(uid)).BytesAsync(), "IMAP");
        Assert.Equal(messages.Length, seen.Count);
        seen.Clear();

        using var pop3 = await Mailboxes.Pop3Async(shared.Service, SharedProcess.Corpus);
        for (var i = 0; i < pop3.Count; i++)
            Check(await (await pop3.GetStreamAsync(i)).BytesAsync(), "POP3");
        Assert.Equal(messages.Length, seen.Count);
        Assert.Empty(wrong);

        void Check(byte[] read, string protocol)
        {
            var index = IndexOf(read);
            seen.Add(index);
            var (name, sent) = messages[index];
            if (
                read.Length < sent.Length
                || !SHA256.HashData(read.AsSpan(read.Length - sent.Length)).AsSpan().SequenceEqual(SHA256.HashData(sent))
            )
                wrong.Add($"{protocol} {name}: not what was sent");
            else if (!IsTraceOnly(Encoding.Latin1.GetString(read, 0, read.Length - sent.Length)))
                wrong.Add($"{protocol} {name}: more than trace fields in front");
        }
    }

    [Fact]
    public async Task Every_message_has_an_envelope_and_a_body_structure()
    {
        using var imap = await Mailboxes.ImapAsync(shared.Service, SharedProcess.Corpus);
        await imap.Inbox.OpenAsync(FolderAccess.ReadOnly);
        Assert.SkipWhen(imap.Inbox.Count == 0, "The corpora were not delivered.");

        // MailKit's parser is strict: it ends the connection at the first token that the grammar does not allow.
        var summaries = await imap.Inbox.FetchAsync(
            0,
            -1,
            MessageSummaryItems.Envelope
                | MessageSummaryItems.BodyStructure
                | MessageSummaryItems.Size
                | MessageSummaryItems.InternalDate
                | MessageSummaryItems.Flags
                | MessageSummaryItems.UniqueId
        );

        Assert.Equal(imap.Inbox.Count, summaries.Count);
        Assert.All(summaries, summary => Assert.NotNull(summary.Envelope));
        Assert.All(summaries, summary => Assert.NotNull(summary.Body));
    }

    /// <summary>The reverse-path of a message says which one it is.</summary>
    private async Task SendAsync(byte[][] messages)
    {
        var ports = shared.Service.Endpoints.Ports;
        var next = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(async _ =>
                {
                    await using var smtp = await SmtpWire.ConnectAsync("localhost", ports.Smtp);
                    for (var i = Interlocked.Increment(ref next); i < messages.Length; i = Interlocked.Increment(ref next))
                        Assert.StartsWith(
                            "250 ",
                            await smtp.SendAsync($"corpus-{i}@sender.example", SharedProcess.Corpus, messages[i]),
                            StringComparison.Ordinal
                        );
                })
        );
    }

    private static int IndexOf(byte[] read)
    {
        var start = Encoding.Latin1.GetString(read, 0, Math.Min(read.Length, 100));
        return int.Parse(start.Split("corpus-", 2)[1].Split('@', 2)[0]);
    }

    private static bool IsTraceOnly(string fields) =>
        fields.EndsWith("\r\n", StringComparison.Ordinal)
        && fields
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .All(line =>
                line.StartsWith("Return-Path:", StringComparison.Ordinal)
                || line.StartsWith("Received:", StringComparison.Ordinal)
                || line[0] is '\t' or ' '
            );
}
