using System.Security.Cryptography;
using System.Text;
using MailKit;
using MailKit.Search;

namespace MailCloud.Interop.Tests;

/// <summary>
/// Every message of the corpora, the malformed and the hostile ones too, goes in over SMTP and comes back over IMAP and POP3: the same bytes behind the
/// fields that the server put in front.
/// </summary>
public sealed class CorpusTests(DeliveredCorpus corpus) : IClassFixture<DeliveredCorpus>
{
    [Fact]
    public async Task Imap_returns_what_was_sent()
    {
        using var imap = await OpenAsync();
        var read = new List<byte[]>();
        foreach (var uid in await imap.Inbox.SearchAsync(SearchQuery.All))
            read.Add(await (await imap.Inbox.GetStreamAsync(uid)).BytesAsync());
        AssertIsWhatWasSent(read);
    }

    [Fact]
    public async Task Pop3_returns_what_was_sent()
    {
        using var imap = await OpenAsync();
        using var pop3 = await Mailboxes.Pop3Async(corpus.Service, DeliveredCorpus.Account);
        var read = new List<byte[]>();
        for (var i = 0; i < pop3.Count; i++)
            read.Add(WithoutAddedCrlf(await (await pop3.GetStreamAsync(i)).BytesAsync()));
        AssertIsWhatWasSent(read);
    }

    [Fact]
    public async Task Every_message_has_an_envelope_and_a_body_structure()
    {
        const MessageSummaryItems items =
            MessageSummaryItems.Envelope
            | MessageSummaryItems.BodyStructure
            | MessageSummaryItems.Size
            | MessageSummaryItems.InternalDate
            | MessageSummaryItems.Flags
            | MessageSummaryItems.UniqueId;
        using var imap = await OpenAsync();

        // MailKit's parser is strict: it ends the connection at the first token that the grammar does not allow.
        var summaries = await imap.Inbox.FetchAsync(0, -1, items);

        Assert.Equal(corpus.Messages.Count, summaries.Count);
        Assert.All(summaries, summary => Assert.NotNull(summary.Envelope));
        Assert.All(summaries, summary => Assert.NotNull(summary.Body));
    }

    /// <summary>The mailbox, once everything has been delivered.</summary>
    private async Task<MailKit.Net.Imap.ImapClient> OpenAsync()
    {
        Assert.True(corpus.Messages.Count > 1_500, $"Only {corpus.Messages.Count} messages were found.");
        var imap = await Mailboxes.ImapAsync(corpus.Service, DeliveredCorpus.Account);
        Assert.Equal(corpus.Messages.Count, await Mailboxes.WaitForMessagesAsync(imap, corpus.Messages.Count, TimeSpan.FromMinutes(5)));
        return imap;
    }

    private void AssertIsWhatWasSent(List<byte[]> read)
    {
        Assert.Equal(Enumerable.Range(0, corpus.Messages.Count), read.Select(IndexOf).Order());
        Assert.Empty(read.Select(Difference).OfType<string>());
    }

    private string? Difference(byte[] read)
    {
        var (name, sent) = corpus.Messages[IndexOf(read)];
        if (read.Length < sent.Length)
            return $"{name}: shorter than it was sent";
        var front = read.AsSpan(0, read.Length - sent.Length);
        var message = read.AsSpan(front.Length);
        return !SHA256.HashData(message).AsSpan().SequenceEqual(SHA256.HashData(sent)) ? $"{name}: not what was sent"
            : !IsTrace(Encoding.Latin1.GetString(front)) ? $"{name}: more than trace fields in front"
            : null;
    }

    /// <summary>What POP3 adds to a message that does not end with CRLF, since its answers end with CRLF and a dot (RFC 1939 §3), is taken off.</summary>
    private byte[] WithoutAddedCrlf(byte[] read)
    {
        if (corpus.Messages[IndexOf(read)].Bytes.AsSpan().EndsWith("\r\n"u8))
            return read;
        Assert.Equal("\r\n"u8, read.AsSpan()[^2..]);
        return read[..^2];
    }

    private static int IndexOf(byte[] read)
    {
        var start = Encoding.Latin1.GetString(read, 0, Math.Min(read.Length, 100));
        return int.Parse(start.Split("corpus-", 2)[1].Split('@', 2)[0]);
    }

    private static bool IsTrace(string fields) =>
        fields.EndsWith("\r\n", StringComparison.Ordinal)
        && fields
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .All(line =>
                line.StartsWith("Return-Path:", StringComparison.Ordinal)
                || line.StartsWith("Received:", StringComparison.Ordinal)
                || line.StartsWith("Authentication-Results:", StringComparison.Ordinal)
                || line[0] is ' ' or '\t'
            );
}
