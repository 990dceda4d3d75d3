using System.Collections.Immutable;
using System.Globalization;
using MailCloud.Testing;
using MailCloud.Testing.Peers;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace MailCloud.Interop.Tests;

/// <summary>Mail that leaves a <c>mailcloud up</c> for another server, which refuses, delays and takes it, while the process is killed over and over.</summary>
public sealed class OutboundTests
{
    private const int Messages = 500;
    private const int Kills = 6;
    private const string Alice = "alice@example.test";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task What_is_refused_comes_back_and_what_is_delayed_arrives()
    {
        await using var server = new ScriptedServer();
        var data = Directory.CreateTempSubdirectory("mailcloud-outbound-");
        try
        {
            await using var service = await StartAsync(data, server.Port);
            await SubmitAsync(service, "to several", "grey-bob@a.example", "no-carol@a.example", "dave@b.example");

            await UntilAsync(() => server.Taken.Count >= 2, "two recipients served");
            Assert.Equal(
                ["dave@b.example", "grey-bob@a.example"],
                server.Taken.Select(taken => taken.Recipient).Order(StringComparer.Ordinal)
            );
            Assert.All(server.Taken, taken => Assert.DoesNotContain("Return-Path:", taken.Message, StringComparison.Ordinal));

            using var imap = await Mailboxes.ImapAsync(service, Alice);
            await Mailboxes.WaitForMessagesAsync(imap, 1, Limit);
            var report = await imap.Inbox.GetMessageAsync(0);
            var body = Assert.IsType<MultipartReport>(report.Body);
            var status = Assert.IsType<MessageDeliveryStatus>(body[1]);
            Assert.Equal("rfc822; no-carol@a.example", status.StatusGroups[1]["Final-Recipient"]);
            Assert.Equal("failed", status.StatusGroups[1]["Action"]);
            Assert.Equal("5.1.1", status.StatusGroups[1]["Status"]);
            Assert.Contains("says the script", status.StatusGroups[1]["Diagnostic-Code"], StringComparison.Ordinal);
            Assert.Contains("no-carol@a.example", ((TextPart)body[0]).Text, StringComparison.Ordinal);
            var returned = Assert.IsType<MessagePart>(body[2]).Message!;
            Assert.Equal("to several", returned.Subject);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Postfix_takes_what_is_submitted()
    {
        Assert.SkipWhen(PostfixServer.Obstacle is not null, PostfixServer.Obstacle ?? "");
        await using var postfix = await PostfixServer.StartAsync();
        var data = Directory.CreateTempSubdirectory("mailcloud-outbound-");
        try
        {
            await using var service = await StartAsync(data, postfix.Port);
            await SubmitAsync(service, "to Postfix", "bob@example.net", "carol@example.net");

            var stored = await postfix.WaitForMessagesAsync(2);
            Assert.All(stored, message => Assert.StartsWith($"Return-Path: <{Alice}>\n", message, StringComparison.Ordinal));
            Assert.All(stored, message => Assert.Contains("Subject: to Postfix\n", message, StringComparison.Ordinal));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Every_recipient_is_served_however_often_the_process_is_killed()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        await using var server = new ScriptedServer();
        var data = Directory.CreateTempSubdirectory("mailcloud-outbound-");
        try
        {
            var service = await StartAsync(data, server.Port, "--storage", azurite.ConnectionString);
            await SubmitAllAsync(service);
            var kills = new List<DateTimeOffset>();
            for (var kill = 1; kill <= Kills; kill++)
            {
                // At a number of messages, not at a time: however slow the machine is, every kill meets traffic.
                var due = Math.Min(Messages * kill / (Kills + 2), server.Taken.Count + (Messages / (Kills + 2)));
                await UntilAsync(() => server.Taken.Count >= due, $"{due} messages");
                await service.KillAsync();
                kills.Add(TimeProvider.System.GetUtcNow());
                service = await StartAsync(data, server.Port, "--storage", azurite.ConnectionString);
            }
            await using var last = service;
            await UntilAsync(() => server.Taken.Select(taken => taken.Recipient).Distinct().Count() == Messages, "every recipient");

            // A second copy comes only from a process that could not know of the first: it was killed between the answer and the record.
            var doubled = server.Taken.GroupBy(taken => taken.Recipient, StringComparer.Ordinal).Where(group => group.Count() > 1);
            Assert.All(
                doubled,
                group =>
                {
                    var times = group.Select(taken => taken.Time).Order().ToArray();
                    Assert.All(times.Zip(times.Skip(1)), pair => Assert.Contains(kills, kill => pair.First < kill && kill < pair.Second));
                }
            );
            Assert.InRange(server.Taken.Count, Messages, Messages + (Kills * 24));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static Task<MailProcess> StartAsync(DirectoryInfo data, int port, params string[] options) =>
        MailProcess.StartAsync(
            data,
            ImmutableDictionary.CreateRange<string, string>([
                new("MAILCLOUD_OUTBOUND", "smarthost"),
                new("MAILCLOUD_SMARTHOST", $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"),
                new("MAILCLOUD_SMARTHOST_TLS", "none"),
                new("MAILCLOUD_QUEUE_FIRST_RETRY", "0:00:01"),
            ]),
            ["--account", $"{Alice}:outbound-secret", .. options]
        );

    private static async Task SubmitAllAsync(MailProcess service)
    {
        using var client = await ConnectAsync(service);
        for (var n = 0; n < Messages; n++)
            await client.SendAsync(Message($"message {n}", n % 10 == 0 ? $"grey-{n}@r{n % 7}.example" : $"r{n}@r{n % 7}.example"));
        await client.DisconnectAsync(quit: true);
    }

    private static async Task SubmitAsync(MailProcess service, string subject, params string[] recipients)
    {
        using var client = await ConnectAsync(service);
        await client.SendAsync(Message(subject, recipients));
        await client.DisconnectAsync(quit: true);
    }

    private static async Task<SmtpClient> ConnectAsync(MailProcess service)
    {
        var client = new SmtpClient { ServerCertificateValidationCallback = service.IsTrusted };
        await client.ConnectAsync("localhost", service.Endpoints.Ports.Submissions, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(service.Login(Alice));
        return client;
    }

    private static MimeMessage Message(string subject, params string[] recipients)
    {
        var message = new MimeMessage
        {
            Subject = subject,
            Body = new TextPart("plain") { Text = "Hello.\r\n" },
        };
        message.From.Add(MailboxAddress.Parse(Alice));
        message.To.AddRange(recipients.Select(MailboxAddress.Parse));
        return message;
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited in vain for {what}.");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
