using System.Diagnostics;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Search;
using MimeKit;
using MimeKit.Utils;

namespace MailCloud.Cli.Probes;

/// <summary>Sends a message from an account to itself, waits for it, fetches it with both protocols, and takes it away again.</summary>
internal sealed class JourneyProbe(ProbeTarget target, PortProbe ports, TimeProvider time)
{
    /// <summary>How long the message may be on its way: a functions app that sleeps has to wake up first.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // POP3 cannot search; what has just come is at the end.
    private const int Newest = 20;

    public Task<ProbeResult> RunAsync(ProbeAccount account, CancellationToken cancel) =>
        Asking.RunAsync("a message", Mark.Bad, Longest, time, limited => TravelAsync(account, limited), cancel);

    private async Task<(Mark, string)> TravelAsync(ProbeAccount account, CancellationToken cancel)
    {
        var id = MimeUtils.GenerateMessageId(account.Address.Domain);
        var began = time.GetTimestamp();
        using (var sending = await ports.EnterAsync(() => new SmtpClient(), target.Ports.Submissions, account, cancel))
        {
            await sending.SendAsync(Letter(account, id), cancel);
            await sending.DisconnectAsync(quit: true, cancel);
        }
        using var reading = await ports.EnterAsync(() => new ImapClient(), target.Ports.Imaps, account, cancel);
        var inbox = reading.Inbox ?? throw new UnreachableException("An IMAP server without an INBOX.");
        await inbox.OpenAsync(FolderAccess.ReadWrite, cancel);
        IList<UniqueId> found;
        while ((found = await inbox.SearchAsync(SearchQuery.HeaderContains("Message-Id", id), cancel)).Count == 0)
        {
            await Task.Delay(LookEvery, time, cancel);
            await reading.NoOpAsync(cancel);
        }
        var arrived = time.GetElapsedTime(began);
        try
        {
            var isFetched = await IsFetchedAsync(account, id, cancel);
            return isFetched
                ? (Mark.Good, $"sent, and read over IMAP and POP3, {arrived.TotalSeconds:0.0} s after it was written")
                : (Mark.Bad, "sent, and read over IMAP; POP3 does not have it");
        }
        finally
        {
            await inbox.StoreAsync(found, new StoreFlagsRequest(StoreAction.Add, MessageFlags.Deleted), cancel);
            await inbox.ExpungeAsync(found, cancel);
            await reading.DisconnectAsync(quit: true, cancel);
        }
    }

    private async Task<bool> IsFetchedAsync(ProbeAccount account, string id, CancellationToken cancel)
    {
        using var fetching = await ports.EnterAsync(() => new Pop3Client(), target.Ports.Pop3s, account, cancel);
        var isFound = false;
        for (var i = fetching.Count - 1; i >= Math.Max(0, fetching.Count - Newest) && !isFound; i--)
            isFound =
                (await fetching.GetMessageHeadersAsync(i, cancel))[HeaderId.MessageId]?.Contains(id, StringComparison.Ordinal) is true;
        await fetching.DisconnectAsync(quit: true, cancel);
        return isFound;
    }

    private MimeMessage Letter(ProbeAccount account, string id)
    {
        var self = MailboxAddress.Parse($"{account.Address}");
        return new MimeMessage(
            [self],
            [self],
            "A probe of MailCloud",
            new TextPart("plain") { Text = "It arrived, and is removed at once.\n" }
        )
        {
            MessageId = id,
            Date = time.GetUtcNow(),
        };
    }
}
