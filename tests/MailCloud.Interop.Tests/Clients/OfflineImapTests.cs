using MailCloud.Testing;
using MailKit;

namespace MailCloud.Interop.Tests.Clients;

/// <summary>offlineimap: two runs, both ways, and nothing is lost or doubled.</summary>
public sealed class OfflineImapTests(SharedProcess shared)
{
    private const int Messages = 50;

    private static readonly string Account = SharedProcess.AccountOf("offlineimap");

    [Fact]
    public async Task Two_runs_leave_both_sides_the_same()
    {
        using var folder = new ClientFolder();
        await ClientMail.AppendAsync(shared.Service, Account, Messages);
        await using var tap = new Wiretap(shared.Service, shared.Service.Endpoints.Ports.Imaps);
        var configuration = Configure(folder, tap);

        await RunAsync(configuration);
        var inbox = Path.Combine(folder.Path, "mail", "INBOX");
        Assert.Equal(
            Messages,
            Directory.GetFiles(Path.Combine(inbox, "new")).Length + Directory.GetFiles(Path.Combine(inbox, "cur")).Length
        );

        ClientFolder.Fill(inbox, Messages);
        using var imap = await Mailboxes.ImapAsync(shared.Service, Account);
        await imap.Inbox.OpenAsync(FolderAccess.ReadWrite);
        await imap.Inbox.AddFlagsAsync(0, MessageFlags.Flagged | MessageFlags.Seen, silent: true);
        await imap.Inbox.AddFlagsAsync(1, MessageFlags.Deleted, silent: true);
        await imap.Inbox.ExpungeAsync();
        await RunAsync(configuration);

        await imap.NoOpAsync();
        var subjects = await imap.SubjectsAsync(imap.Inbox);
        Assert.Equal(2 * Messages - 1, subjects.Count);
        Assert.Equal(2 * Messages - 1, subjects.Distinct(StringComparer.Ordinal).Count());
        var local = Directory.GetFiles(inbox, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).ToList();
        Assert.Equal(2 * Messages - 1, local.Count);
        Assert.Contains(local, name => name.EndsWith(":2,FS", StringComparison.Ordinal));

        await RunAsync(configuration);
        await imap.NoOpAsync();
        Assert.Equal(2 * Messages - 1, imap.Inbox.Count);
        ClientProfile.Of(tap.Said).Print("offlineimap");
    }

    private static Task<string> RunAsync(string configuration) =>
        Tool.SucceedAsync("offlineimap", ["-o", "-u", "basic", "-c", configuration]);

    private static string Configure(ClientFolder folder, Wiretap tap) =>
        folder.File(
            "offlineimaprc",
            $"""
            [general]
            metadata = {folder.Path}/state
            accounts = cloud

            [Account cloud]
            localrepository = local
            remoterepository = remote

            [Repository local]
            type = Maildir
            localfolders = {folder.Path}/mail

            [Repository remote]
            type = IMAP
            remotehost = localhost
            remoteport = {tap.Port}
            remoteuser = {Account}
            remotepass = {SharedProcess.ClientSecret}
            ssl = yes
            sslcacertfile = {tap.CaFile}
            folderfilter = lambda name: name == 'INBOX'

            """
        );
}
