using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Search;
using MailKit.Security;
using MimeKit;

namespace MailCloud.Interop.Tests;

/// <summary>A user who sorts mail over IMAP teaches the spam filter, for that user alone.</summary>
public sealed class JunkTests(SharedProcess shared)
{
    private const int Lessons = 20;
    private const int Attempts = 20;

    private readonly string newsletter = $"gardeners-{Guid.NewGuid():N}.example";

    private MailProcess Service => shared.Service;

    [Fact]
    public async Task What_one_user_moves_into_junk_arrives_there_the_next_time_and_in_the_inbox_of_another()
    {
        using var bob = await Mailboxes.ImapAsync(Service, SharedProcess.Bob);
        using var alice = await Mailboxes.ImapAsync(Service, SharedProcess.Alice);
        for (var issue = 1; issue <= Lessons; issue++)
            await SendAsync(issue, SharedProcess.Bob);
        var junk = await FolderAsync(bob, SpecialFolder.Junk);
        await bob.Inbox.OpenAsync(FolderAccess.ReadWrite);
        var arrived = await UntilAsync(bob.Inbox, found => found.Count == Lessons);

        await bob.Inbox.MoveToAsync(arrived, junk);

        await alice.Inbox.OpenAsync(FolderAccess.ReadOnly);
        await junk.OpenAsync(FolderAccess.ReadOnly);
        for (var attempt = 1; ; attempt++)
        {
            // The lessons are learned while these come in.
            Assert.InRange(attempt, 1, Attempts);
            await SendAsync(Lessons + attempt, SharedProcess.Bob, SharedProcess.Alice);
            await UntilAsync(alice.Inbox, found => found.Count == attempt);
            await bob.NoOpAsync();
            if ((await junk.SearchAsync(SearchQuery.FromContains(newsletter))).Count > Lessons)
                break;
        }
    }

    [Fact]
    public async Task A_recipient_reads_the_verdict()
    {
        await SendAsync(1, SharedProcess.Alice);
        using var alice = await Mailboxes.ImapAsync(Service, SharedProcess.Alice);
        await alice.Inbox.OpenAsync(FolderAccess.ReadOnly);

        var found = await UntilAsync(alice.Inbox, some => some.Count == 1);

        var message = await alice.Inbox.GetMessageAsync(found[0]);
        Assert.Matches("^No, score=-?[0-9.]+ required=3.0$", message.Headers["X-Spam-Status"]);
    }

    private async Task<IList<UniqueId>> UntilAsync(IMailFolder folder, Func<IList<UniqueId>, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var found = await folder.SearchAsync(SearchQuery.FromContains(newsletter), limit.Token);
            if (condition(found))
                return found;
            await Task.Delay(100, limit.Token);
        }
    }

    private static async Task<IMailFolder> FolderAsync(ImapClient client, SpecialFolder folder)
    {
        await client.NoOpAsync();
        return client.GetFolder(folder) ?? throw new InvalidOperationException($"There is no folder {folder}.");
    }

    private async Task SendAsync(int issue, params string[] recipients)
    {
        using var smtp = new SmtpClient { ServerCertificateValidationCallback = Service.IsTrusted };
        await smtp.ConnectAsync("localhost", Service.Endpoints.Ports.Smtp, SecureSocketOptions.StartTls);
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress("Gardeners Weekly", $"news@{newsletter}"));
        message.To.AddRange(recipients.Select(MailboxAddress.Parse));
        message.Subject = $"Roses, hedges and issue {issue}";
        message.InReplyTo = $"issues@{newsletter}";
        message.Body = new TextPart("plain")
        {
            Text =
                $"Dear reader, in week {issue} we look at pruning roses before the frost. Our hedge of the week is hornbeam.\n"
                + "As every week, the editors answer questions about soil, seeds and snails, and tell of their own gardens.\n",
        };
        await smtp.SendAsync(message);
        await smtp.DisconnectAsync(quit: true);
    }
}
