using MailCloud.Testing;
using MailKit;

namespace MailCloud.Interop.Tests.Clients;

/// <summary>mutt and neomutt, driven by the keys that a user would press: they read, flag, move and send.</summary>
public sealed class MuttTests(SharedProcess shared)
{
    [Theory]
    [InlineData("mutt")]
    [InlineData("neomutt")]
    public async Task It_reads_flags_moves_and_sends(string program)
    {
        var account = SharedProcess.AccountOf(program);
        var service = shared.Service;
        using var folder = new ClientFolder();
        await ClientMail.AppendAsync(service, account, 4);
        await using var imaps = new Wiretap(service, service.Endpoints.Ports.Imaps);
        await using var submissions = new Wiretap(service, service.Endpoints.Ports.Submissions);
        var configuration = Configure(folder, account, imaps, submissions);

        await Tool.SucceedAsync(program, ["-F", configuration, "-s", $"sent by {program}", account], "Hello.\n");
        // Reads the second, flags the third, moves the fourth, and leaves.
        const string keys = "2<enter><display-message><exit>3<enter><set-flag>!4<enter><save-message>=Archive<enter><sync-mailbox><quit>";
        await Tool.SucceedAsync("script", ["-qec", $"{program} -F {configuration} -e 'push {keys}'", "/dev/null"]);

        using var imap = await Mailboxes.ImapAsync(service, account);
        await imap.Inbox.OpenAsync(FolderAccess.ReadOnly);
        var flags = (await imap.Inbox.FetchAsync(0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.Flags)).ToDictionary(
            message => message.Envelope?.Subject ?? "",
            message => message.Flags!.Value,
            StringComparer.Ordinal
        );
        Assert.True(flags["remote 1"].HasFlag(MessageFlags.Seen));
        Assert.True(flags["remote 2"].HasFlag(MessageFlags.Flagged));
        var archived = await imap.SubjectsAsync(imap.GetFolder(SpecialFolder.Archive)!);
        Assert.Equal(4, flags.Keys.Concat(archived).Count(subject => subject.StartsWith("remote ", StringComparison.Ordinal)));
        Assert.Single(archived);
        // What it sent comes back to it.
        await Mailboxes.WaitForMessagesAsync(imap, 4, TimeSpan.FromMinutes(1));
        Assert.Contains($"sent by {program}", await imap.SubjectsAsync(imap.Inbox));
        ClientProfile.Of(imaps.Said).Print($"{program} (IMAP)");
        ClientProfile.Of(submissions.Said).Print($"{program} (submission)");
    }

    private static string Configure(ClientFolder folder, string account, Wiretap imaps, Wiretap submissions) =>
        folder.File(
            "muttrc",
            $"""
            set imap_user = "{account}"
            set imap_pass = "{SharedProcess.ClientSecret}"
            set smtp_pass = "{SharedProcess.ClientSecret}"
            set smtp_url = "smtps://{account.Replace("@", "%40", StringComparison.Ordinal)}@localhost:{submissions.Port}"
            set folder = "imaps://localhost:{imaps.Port}/"
            set spoolfile = "+INBOX"
            set record = "+Sent"
            set from = "{account}"
            set certificate_file = "{imaps.CaFile}"
            set ssl_ca_certificates_file = "{imaps.CaFile}"
            set header_cache = "{folder.Path}/headers"
            set sort = mailbox-order
            set confirmappend = no
            set confirmcreate = no
            set delete = yes
            set mark_old = no
            set quit = yes
            set wait_key = no
            set pager_stop = yes

            """
        );
}
