using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace MailCloud.Interop.Tests;

/// <summary>MailKit, a strict client: what the protocol does not allow ends the connection.</summary>
public sealed class MailKitTests(SharedProcess shared)
{
    private MailProcess Service => shared.Service;

    [Fact]
    public async Task An_idle_client_hears_of_new_mail()
    {
        using var imap = await Mailboxes.ImapAsync(Service, SharedProcess.Bob);
        Assert.True(imap.Capabilities.HasFlag(ImapCapabilities.Idle));
        await imap.Inbox.OpenAsync(FolderAccess.ReadOnly);
        var heard = new TaskCompletionSource();
        imap.Inbox.CountChanged += (_, _) => heard.TrySetResult();
        using var done = new CancellationTokenSource();
        var idle = imap.IdleAsync(done.Token);

        await SendAsync("To somebody idle", SharedProcess.Bob);
        await heard.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await done.CancelAsync();
        await idle;
    }

    [Fact]
    public async Task New_accounts_have_the_folders_that_clients_look_for()
    {
        using var imap = await Mailboxes.ImapAsync(Service, SharedProcess.Bob);
        foreach (
            var special in (SpecialFolder[])
                [SpecialFolder.Sent, SpecialFolder.Drafts, SpecialFolder.Trash, SpecialFolder.Junk, SpecialFolder.Archive]
        )
            Assert.NotNull(imap.GetFolder(special));
    }

    [Fact]
    public async Task A_message_is_filed_moved_and_removed()
    {
        using var imap = await Mailboxes.ImapAsync(Service, SharedProcess.Bob);
        var root = imap.GetFolder(imap.PersonalNamespaces[0]);
        var name = $"Projekte/Äpfel & Birnen {Guid.NewGuid():N}";
        var folder = await CreateAsync(root, name);
        using var message = Message("Filed", SharedProcess.Bob);
        var uid = await folder.AppendAsync(message, MessageFlags.Seen);
        Assert.NotNull(uid);

        await folder.OpenAsync(FolderAccess.ReadWrite);
        Assert.Equal("Filed", (await folder.GetMessageAsync(uid.Value)).Subject);
        var trash = Assert.IsAssignableFrom<IMailFolder>(imap.GetFolder(SpecialFolder.Trash));
        var moved = await folder.MoveToAsync(uid.Value, trash);
        Assert.NotNull(moved);
        Assert.Empty(folder);

        await trash.OpenAsync(FolderAccess.ReadWrite);
        await trash.AddFlagsAsync(moved.Value, MessageFlags.Deleted, silent: true);
        await trash.ExpungeAsync([moved.Value]);
        Assert.DoesNotContain(moved.Value, await trash.SearchAsync(MailKit.Search.SearchQuery.All));
        await folder.DeleteAsync();
    }

    private static async Task<IMailFolder> CreateAsync(IMailFolder root, string name)
    {
        var folder = root;
        foreach (var level in name.Split('/'))
            folder =
                (await folder.GetSubfoldersAsync()).FirstOrDefault(existing => existing.Name == level)
                ?? await folder.CreateAsync(level, isMessageFolder: true)
                ?? throw new InvalidOperationException($"The server did not make {level}.");
        return folder;
    }

    private async Task SendAsync(string subject, string to)
    {
        using var smtp = new SmtpClient { ServerCertificateValidationCallback = Service.IsTrusted };
        await smtp.ConnectAsync("localhost", Service.Endpoints.Ports.Submission, SecureSocketOptions.StartTls);
        await smtp.AuthenticateAsync(Service.Login(SharedProcess.Alice));
        using var message = Message(subject, to);
        await smtp.SendAsync(message);
        await smtp.DisconnectAsync(quit: true);
    }

    private static MimeMessage Message(string subject, string to) =>
        new([MailboxAddress.Parse(SharedProcess.Alice)], [MailboxAddress.Parse(to)], subject, new TextPart("plain") { Text = "Hello.\n" });
}
