using MailCloud.Testing;
using MailKit;

namespace MailCloud.Interop.Tests.Clients;

/// <summary>mbsync (isync), which trusts UIDVALIDITY and UIDPLUS more than any other client.</summary>
public sealed class MbsyncTests(SharedProcess shared)
{
    private const int Messages = 2000;

    private static readonly string Account = SharedProcess.AccountOf("mbsync");

    [Fact]
    public async Task It_syncs_both_ways_and_then_has_nothing_to_do()
    {
        using var folder = new ClientFolder();
        ClientFolder.Fill(folder.Maildir("mail/INBOX"), Messages);
        await using var tap = new Wiretap(shared.Service, shared.Service.Endpoints.Ports.Imaps);
        var configuration = Configure(folder, tap);

        await Tool.SucceedAsync("mbsync", ["-c", configuration, "-a"]);
        using var imap = await Mailboxes.ImapAsync(shared.Service, Account);
        await imap.Inbox.OpenAsync(FolderAccess.ReadWrite);
        var uploaded = await imap.Inbox.SearchAsync(MailKit.Search.SearchQuery.SubjectContains("local "));
        Assert.Equal(Messages, uploaded.Count);

        var before = folder.Messages();
        await Tool.SucceedAsync("mbsync", ["-c", configuration, "-a"]);
        Assert.Equal(before, folder.Messages());

        await imap.Inbox.AddFlagsAsync(uploaded.Take(10).ToArray(), MessageFlags.Deleted, silent: true);
        await imap.Inbox.ExpungeAsync();
        await Tool.SucceedAsync("mbsync", ["-c", configuration, "-a"]);
        Assert.Equal(Messages - 10, folder.Messages().Length);
        ClientProfile.Of(tap.Said).Print("mbsync");
    }

    private static string Configure(ClientFolder folder, Wiretap tap) =>
        folder.File(
            "mbsyncrc",
            $"""
            IMAPAccount cloud
            Host localhost
            Port {tap.Port}
            User {Account}
            Pass {SharedProcess.ClientSecret}
            SSLType IMAPS
            CertificateFile {tap.CaFile}

            IMAPStore remote
            Account cloud

            MaildirStore local
            Path {folder.Path}/mail/
            Inbox {folder.Path}/mail/INBOX

            Channel inbox
            Far :remote:INBOX
            Near :local:INBOX
            Create Both
            Expunge Both
            SyncState *

            """
        );
}
