using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MimeKit;

namespace MailCloud.Interop.Tests.Clients;

/// <summary>A folder of a client's own files, gone when the test is over.</summary>
internal sealed class ClientFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-client-");

    public string Path => folder.FullName;

    /// <summary>Writes a file and returns its path.</summary>
    public string File(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllText(file, text);
        // Passwords are in some of them, and clients do not take those that others can read.
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    /// <summary>Makes an empty maildir and returns its path.</summary>
    public string Maildir(string name)
    {
        foreach (var part in (string[])["cur", "new", "tmp"])
            folder.CreateSubdirectory(System.IO.Path.Combine(name, part));
        return System.IO.Path.Combine(Path, name);
    }

    /// <summary>Puts messages into a maildir, <c>local 0</c> and so on.</summary>
    public static void Fill(string maildir, int messages)
    {
        for (var i = 0; i < messages; i++)
            System.IO.File.WriteAllText(
                System.IO.Path.Combine(maildir, "new", $"{i}.local"),
                $"From: a@b.example\nSubject: local {i}\nMessage-ID: <local-{i}@b.example>\nDate: Mon, 2 Mar 2026 12:00:00 +0000\n\nText {i}.\n",
                Encoding.ASCII
            );
    }

    /// <summary>The names of all messages in maildirs, in order.</summary>
    public string[] Messages() =>
        [
            .. folder
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.Directory!.Name is "cur" or "new" && !file.Name.StartsWith('.'))
                .Select(file => file.Name)
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>What a client is to find in its account.</summary>
internal static class ClientMail
{
    public static byte[] Message(string subject) =>
        Encoding.ASCII.GetBytes(
            $"From: Carol <carol@b.example>\r\nTo: you@example.test\r\nSubject: {subject}\r\nMessage-ID: <{subject.Replace(' ', '-')}@b.example>\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n\r\nText of {subject}.\r\n"
        );

    /// <summary>Appends messages <c>remote 0</c> and so on to INBOX.</summary>
    public static async Task AppendAsync(MailProcess service, string account, int messages, string subject = "remote")
    {
        using var imap = await Mailboxes.ImapAsync(service, account);
        var requests = Enumerable
            .Range(0, messages)
            .Select(i => new AppendRequest(
                MimeMessage.Load(new MemoryStream(Message(string.Create(CultureInfo.InvariantCulture, $"{subject} {i}"))))
            ))
            .ToArray();
        foreach (var batch in requests.Chunk(100))
            await imap.Inbox.AppendAsync(batch);
        await imap.DisconnectAsync(quit: true);
    }

    /// <summary>Appends a message with an address in UTF-8.</summary>
    public static async Task AppendInternationalAsync(MailProcess service, string account)
    {
        using var imap = await Mailboxes.ImapAsync(service, account);
        await imap.EnableUTF8Async();
        using var message = new MimeMessage(
            [new MailboxAddress("", "päivi@exämple.org")],
            [],
            "international",
            new TextPart("plain") { Text = "Text.\n" }
        );
        var format = FormatOptions.Default.Clone();
        format.International = true;
        await imap.Inbox.AppendAsync(format, message);
        await imap.DisconnectAsync(quit: true);
    }

    /// <summary>The subjects in a mailbox, in order of arrival.</summary>
    public static async Task<List<string>> SubjectsAsync(this ImapClient imap, IMailFolder folder)
    {
        await folder.OpenAsync(FolderAccess.ReadOnly);
        return [.. (await folder.FetchAsync(0, -1, MessageSummaryItems.Envelope)).Select(message => message.Envelope?.Subject ?? "")];
    }
}
