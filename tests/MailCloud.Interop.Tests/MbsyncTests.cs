using System.Text;
using MailCloud.Testing;
using MailKit;

namespace MailCloud.Interop.Tests;

/// <summary>mbsync (isync), which trusts UIDVALIDITY and UIDPLUS more than any other client.</summary>
public sealed class MbsyncTests(SharedProcess shared)
{
    private const int Messages = 200;
    private const string Account = SharedProcess.Alice;

    [Fact]
    public async Task It_syncs_both_ways_and_then_has_nothing_to_do()
    {
        var folder = Directory.CreateTempSubdirectory("mailcloud-mbsync-");
        try
        {
            var maildir = folder.CreateSubdirectory("mail/INBOX");
            foreach (var part in (string[])["cur", "new", "tmp"])
                maildir.CreateSubdirectory(part);
            for (var i = 0; i < Messages; i++)
                await File.WriteAllTextAsync(
                    Path.Combine(maildir.FullName, "new", $"{i}.local"),
                    $"From: a@b.example\nSubject: local {i}\nMessage-ID: <local-{i}@b.example>\n\nText {i}.\n",
                    Encoding.ASCII
                );
            var configuration = await ConfigureAsync(folder);

            await Tool.SucceedAsync("mbsync", ["-c", configuration, "-a"]);
            using var imap = await Mailboxes.ImapAsync(shared.Service, Account);
            await imap.Inbox.OpenAsync(FolderAccess.ReadWrite);
            var uploaded = await imap.Inbox.SearchAsync(MailKit.Search.SearchQuery.SubjectContains("local "));
            Assert.Equal(Messages, uploaded.Count);

            var before = Snapshot(folder);
            await Tool.SucceedAsync("mbsync", ["-c", configuration, "-a"]);
            Assert.Equal(before, Snapshot(folder));

            await imap.Inbox.AddFlagsAsync(uploaded.Take(10).ToArray(), MessageFlags.Deleted, silent: true);
            await imap.Inbox.ExpungeAsync();
            await Tool.SucceedAsync("mbsync", ["-c", configuration, "-a"]);
            Assert.Equal(Messages - 10, Snapshot(folder).Count(name => name.Contains(".local", StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<string> ConfigureAsync(DirectoryInfo folder)
    {
        var endpoints = shared.Service.Endpoints;
        var file = Path.Combine(folder.FullName, "mbsyncrc");
        await File.WriteAllTextAsync(
            file,
            $"""
            IMAPAccount cloud
            Host localhost
            Port {endpoints.Ports.Imaps}
            User {Account}
            Pass alice-secret
            SSLType IMAPS
            CertificateFile {endpoints.CaFile}

            IMAPStore remote
            Account cloud

            MaildirStore local
            Path {folder.FullName}/mail/
            Inbox {folder.FullName}/mail/INBOX

            Channel inbox
            Far :remote:INBOX
            Near :local:INBOX
            Create Both
            Expunge Both
            SyncState *

            """
        );
        return file;
    }

    /// <summary>The message files, without those of mbsync's own state.</summary>
    private static string[] Snapshot(DirectoryInfo folder) =>
        [
            .. folder
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.Directory!.Name is "cur" or "new")
                .Select(file => file.Name)
                .Order(StringComparer.Ordinal),
        ];
}
