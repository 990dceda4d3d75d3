using System.Net.Sockets;
using System.Text;
using Azure.Storage.Queues;
using MailCloud.Testing;
using MailKit;

namespace MailCloud.Interop.Tests;

/// <summary>
/// The process that listens and delivers is killed over and over while messages come in. The storage lives on, as Azure's does. Who was
/// told <c>250</c> finds the message in the mailbox, once.
/// </summary>
public sealed class CrashTests
{
    private const int Messages = 2_000;
    private const int Connections = 10;
    private const int Kills = 12;
    private const string Account = "crash@example.test";

    [Fact]
    public async Task No_accepted_message_is_lost_or_doubled_when_the_process_is_killed()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var data = Directory.CreateTempSubdirectory("mailcloud-crash-");
        try
        {
            var accepted = await SendUnderFireAsync(data, azurite.ConnectionString);

            await using var service = await StartAsync(data, azurite.ConnectionString);
            using var imap = await Mailboxes.ImapAsync(service, Account);
            await Mailboxes.WaitForMessagesAsync(imap, accepted.Count, TimeSpan.FromMinutes(2));
            // What was accepted without the client hearing of it, and what would be delivered a second time, may still be on its way.
            await WaitForEmptyQueueAsync(azurite.ConnectionString);
            await imap.NoOpAsync();
            var found = (await imap.Inbox.FetchAsync(0, -1, MessageSummaryItems.Envelope))
                .Select(summary => summary.Envelope!.Subject)
                .ToArray();

            Assert.Empty(accepted.Except(found, StringComparer.Ordinal));
            Assert.Empty(
                found.GroupBy(subject => subject, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)
            );
            Assert.True(accepted.Count > Messages / 2, $"Only {accepted.Count} messages were accepted.");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static Task<MailProcess> StartAsync(DirectoryInfo data, string storage) =>
        MailProcess.StartAsync(data, "--storage", storage, "--account", $"{Account}:crash-secret");

    /// <summary>Each message is offered once; a client that does not hear the answer does not know and goes on with the next.</summary>
    private static async Task<IReadOnlyCollection<string>> SendUnderFireAsync(DirectoryInfo data, string storage)
    {
        var accepted = new System.Collections.Concurrent.ConcurrentBag<string>();
        var service = await StartAsync(data, storage);
        var port = service.Endpoints.Ports.Smtp;
        var next = -1;
        var senders = Enumerable
            .Range(0, Connections)
            .Select(async _ =>
            {
                SmtpWire? smtp = null;
                for (var i = Interlocked.Increment(ref next); i < Messages; i = Interlocked.Increment(ref next))
                {
                    smtp ??= await ConnectAsync(() => Volatile.Read(ref port));
                    var subject = $"message {i}";
                    try
                    {
                        var reply = await smtp.SendAsync(
                            "sender@sender.example",
                            Account,
                            Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\n{new string('x', 2_000)}\r\n")
                        );
                        if (reply.StartsWith("250", StringComparison.Ordinal))
                            accepted.Add(subject);
                    }
                    catch (Exception e) when (e is IOException or SocketException)
                    {
                        await smtp.DisposeAsync();
                        smtp = null;
                    }
                }
                if (smtp is not null)
                    await smtp.DisposeAsync();
            })
            .ToArray();

        for (var kill = 1; kill <= Kills; kill++)
        {
            // At a number of messages, not at a time: however slow the machine is, every kill meets traffic.
            var due = Messages * kill / (Kills + 1);
            while (Volatile.Read(ref next) < due)
                await Task.Delay(5);
            await service.KillAsync();
            service = await StartAsync(data, storage);
            Volatile.Write(ref port, service.Endpoints.Ports.Smtp);
        }
        await Task.WhenAll(senders);
        await service.KillAsync();
        return accepted;
    }

    private static async Task<SmtpWire> ConnectAsync(Func<int> port)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await SmtpWire.ConnectAsync("localhost", port());
            }
            catch (Exception e) when (e is SocketException or IOException && attempt < 6_000)
            {
                // It is being started again.
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Messages in work count too: what a killed process had comes back when its lease ends.</summary>
    private static async Task WaitForEmptyQueueAsync(string storage)
    {
        var queue = new QueueClient(storage, "deliver");
        for (var attempt = 0; attempt < 1_200; attempt++)
        {
            if ((await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0)
                return;
            await Task.Delay(100);
        }
        Assert.Fail("The queue did not become empty within two minutes.");
    }
}
