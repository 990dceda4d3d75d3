using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;

namespace MailCloud.Interop.Tests.Clients;

/// <summary>
/// MailKit with all that it can do on a server that can do as much: quick resynchronisation, sorting and threads, summaries, compression. It is strict: what a capability does not allow ends the
/// connection.
/// </summary>
public sealed class MailKitExtensionTests(SharedProcess shared) : IDisposable
{
    private static readonly string Account = SharedProcess.AccountOf("mailkit");

    private readonly MemoryStream log = new();

    [Fact]
    public async Task It_uses_what_the_server_announces()
    {
        using var client = await ConnectAsync();
        var folder = await NewFolderAsync(client, "Extensions");
        await FillAsync(folder);
        await folder.OpenAsync(FolderAccess.ReadWrite);
        var all = await folder.FetchAsync(
            0,
            -1,
            MessageSummaryItems.UniqueId
                | MessageSummaryItems.Full
                | MessageSummaryItems.BodyStructure
                | MessageSummaryItems.PreviewText
                | MessageSummaryItems.ModSeq
                | MessageSummaryItems.EmailId
                | MessageSummaryItems.ThreadId
                | MessageSummaryItems.SaveDate
                | MessageSummaryItems.References
        );
        Assert.Equal(6, all.Count);
        Assert.All(
            all,
            message =>
                Assert.True(
                    message is { ModSeq: > 0, EmailId.Length: > 0, ThreadId.Length: > 0, SaveDate: not null, PreviewText.Length: > 0 }
                )
        );

        var sorted = await folder.SortAsync(SearchQuery.All, [OrderBy.ReverseSubject]);
        Assert.Equal(
            all.OrderByDescending(message => message.NormalizedSubject, StringComparer.Ordinal).Select(message => message.UniqueId),
            sorted
        );
        var threads = await folder.ThreadAsync(ThreadingAlgorithm.References, SearchQuery.All);
        Assert.Equal(3, threads.Count);
        Assert.All(threads, thread => Assert.Single(thread.Children));
        var found = await folder.SearchAsync(
            SearchOptions.Count | SearchOptions.Min | SearchOptions.Max,
            SearchQuery.SubjectContains("topic 1")
        );
        Assert.Equal((2, all[1].UniqueId, all[4].UniqueId), (found.Count, found.Min, found.Max));

        await folder.GetQuotaAsync();
        await ReadMetadataAsync(client, folder);
        await folder.CloseAsync();
        await folder.DeleteAsync();
        Print();
    }

    [Fact]
    public async Task It_comes_back_to_what_it_missed()
    {
        using var client = await ConnectAsync();
        var folder = await NewFolderAsync(client, "Resync");
        await FillAsync(folder);
        await folder.OpenAsync(FolderAccess.ReadWrite);
        var known = await folder.SearchAsync(SearchQuery.All);
        var (uidValidity, modSeq) = (folder.UidValidity, folder.HighestModSeq);
        await client.DisconnectAsync(quit: true);

        using (var other = await ConnectAsync())
        {
            var same = await other.GetFolderAsync(folder.FullName);
            await same.OpenAsync(FolderAccess.ReadWrite);
            await same.AddFlagsAsync(known[0], MessageFlags.Flagged, silent: true);
            await same.AddFlagsAsync(known[2], MessageFlags.Deleted, silent: true);
            await same.ExpungeAsync();
            await other.DisconnectAsync(quit: true);
        }

        using var back = await ConnectAsync();
        var again = await back.GetFolderAsync(folder.FullName);
        List<UniqueId> vanished = [];
        List<UniqueId> changed = [];
        again.MessagesVanished += (_, news) => vanished.AddRange(news.UniqueIds);
        again.MessageFlagsChanged += (_, news) => changed.Add(news.UniqueId ?? UniqueId.Invalid);
        await again.OpenAsync(FolderAccess.ReadWrite, uidValidity, modSeq, known);
        Assert.Equal([known[2]], vanished);
        Assert.Equal([known[0]], changed);
        await again.CloseAsync();
        await again.DeleteAsync();
        Print();
    }

    [Fact]
    public async Task It_is_notified_of_what_happens_in_other_mailboxes()
    {
        using var client = await ConnectAsync();
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.Notify));
        var watched = await NewFolderAsync(client, "Watched");
        await client.Inbox.OpenAsync(FolderAccess.ReadOnly);
        var heard = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        watched.CountChanged += (_, _) => heard.TrySetResult(watched.Count);
        await client.NotifyAsync(
            status: false,
            [new ImapEventGroup(ImapMailboxFilter.Personal, [ImapEvent.MailboxName, new ImapEvent.MessageNew(), ImapEvent.MessageExpunge])]
        );

        using (var other = await ConnectAsync())
            await FillAsync(await other.GetFolderAsync(watched.FullName));
        for (var attempt = 0; attempt < 600 && !heard.Task.IsCompleted; attempt++)
        {
            await client.NoOpAsync();
            await Task.Delay(50);
        }
        Assert.InRange(await heard.Task, 1, 6);

        await client.DisableNotifyAsync();
        await watched.DeleteAsync();
        Print();
    }

    public void Dispose() => log.Dispose();

    private async Task<ImapClient> ConnectAsync()
    {
        var client = new ImapClient(new ProtocolLogger(log, leaveOpen: true) { RedactSecrets = true })
        {
            ServerCertificateValidationCallback = shared.Service.IsTrusted,
        };
        await client.ConnectAsync("localhost", shared.Service.Endpoints.Ports.Imaps, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(new SaslMechanismScramSha256(Account, SharedProcess.ClientSecret));
        if (client.Capabilities.HasFlag(ImapCapabilities.Compress))
            await client.CompressAsync();
        await client.EnableQuickResyncAsync();
        return client;
    }

    private static async Task<IMailFolder> NewFolderAsync(ImapClient client, string name) =>
        await client.GetFolder(client.PersonalNamespaces[0]).CreateAsync(name, isMessageFolder: true)
        ?? throw new InvalidOperationException($"The server did not make {name}.");

    /// <summary>Three topics with an answer to each.</summary>
    private static async Task FillAsync(IMailFolder folder)
    {
        for (var i = 0; i < 6; i++)
        {
            var topic = i % 3;
            var text =
                $"From: carol@b.example\r\nSubject: {(i < 3 ? "" : "Re: ")}topic {topic}\r\nMessage-ID: <{i}@b.example>\r\n"
                + (i < 3 ? "" : $"References: <{topic}@b.example>\r\n")
                + $"Date: Mon, 2 Mar 2026 12:0{i}:00 +0000\r\n\r\nText {i}.\r\n";
            await folder.AppendAsync(
                new AppendRequest(await MimeKit.MimeMessage.LoadAsync(new MemoryStream(Encoding.ASCII.GetBytes(text))))
            );
        }
    }

    private static async Task ReadMetadataAsync(ImapClient client, IMailFolder folder)
    {
        if (!client.Capabilities.HasFlag(ImapCapabilities.Metadata))
            return;
        await folder.SetMetadataAsync(new MetadataCollection([new Metadata(MetadataTag.PrivateComment, "kept")]));
        Assert.Equal("kept", await folder.GetMetadataAsync(MetadataTag.PrivateComment));
    }

    private void Print()
    {
        var said = Encoding
            .UTF8.GetString(log.ToArray())
            .Split('\n')
            .Where(line => line.StartsWith("C: ", StringComparison.Ordinal))
            .Select(line => line[3..].TrimEnd('\r'));
        ClientProfile.Of([.. said]).Print("MailKit");
    }
}
