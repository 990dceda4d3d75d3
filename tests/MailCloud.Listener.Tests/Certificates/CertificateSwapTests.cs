using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Greylisting;
using MailCloud.Mail.Junk;
using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Settings;
using MailCloud.Mail.Store;
using MailCloud.Testing;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace MailCloud.Listener.Tests;

/// <summary>The certificate changes in the vault while clients of all kinds are at work.</summary>
public sealed class CertificateSwapTests
{
    private const string Alice = "alice@example.org";
    private const string Password = "correct horse battery staple";
    private const int Idlers = 20;
    private const int Senders = 4;
    private const int Swaps = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task No_connection_notices_and_new_ones_get_the_new_certificate()
    {
        await using var vault = await VaultBench.StartAsync();
        var thumbprint = await vault.CreateAsync("mail", 0, "localhost");
        var certificates = vault.Open("mail");
        await certificates.Loaded.WaitAsync(Limit);
        var spool = new MemorySpool();
        await using var listener = await StartAsync(certificates, spool);
        var port = listener.EndPointOf("imaps").Port;

        using var over = new CancellationTokenSource();
        var idlers = await Task.WhenAll(Enumerable.Range(0, Idlers).Select(_ => OpenAsync(port)));
        var idling = idlers.Select(client => client.IdleAsync(over.Token)).ToList();
        var used = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var sending = Enumerable
            .Range(0, Senders)
            .Select(_ => SendAsync(listener.EndPointOf("submissions").Port, used, () => over.IsCancellationRequested))
            .ToList();
        var waiting = new List<ImapClient>();

        for (var i = 0; i < Swaps; i++)
        {
            // This one has shaken hands with the old certificate, and logs in when there is a new one.
            waiting.Add(await ConnectAsync(port));
            var sent = spool.Messages.Count;
            thumbprint = await vault.CreateAsync("mail", 0, "localhost");
            await vault.UntilAsync(() => certificates.Select("localhost").TargetCertificate.Thumbprint == thumbprint);
            Assert.Equal(thumbprint, await ThumbprintAsync(port));
            for (var wait = 0; wait < 3000 && spool.Messages.Count < sent + Senders; wait++)
                await Task.Delay(20);
            Assert.True(spool.Messages.Count >= sent + Senders, "No mail went in after the certificate had changed.");
        }

        foreach (var client in waiting)
        {
            await client.AuthenticateAsync(new SaslMechanismScramSha256Plus(Alice, Password));
            await client.NoOpAsync();
        }
        Assert.All(idling, task => Assert.False(task.IsCompleted));
        await over.CancelAsync();
        await Task.WhenAll(idling).WaitAsync(Limit);
        await Task.WhenAll(sending).WaitAsync(Limit);
        foreach (var client in idlers.Concat(waiting))
        {
            await client.NoOpAsync();
            await client.DisconnectAsync(quit: true);
            client.Dispose();
        }
        Assert.True(used.Count >= Swaps, $"Senders saw {used.Count} certificates.");
    }

    private static async Task<MailListener> StartAsync(CertificateSource certificates, MemorySpool spool)
    {
        var time = TimeProvider.System;
        var directory = new MemoryDirectory();
        await directory.AddDomainAsync(new Domain("example.org"), CancellationToken.None);
        var account = new AccountId(Alice);
        await directory.AddAsync(new AccountAddress(new Address("alice", "example.org"), account), CancellationToken.None);
        await directory.SetCredentialAsync(
            account,
            // What is tested is not how long a password takes.
            new Credential(Credential.Password, ScramVerifier.Create(Password, iterations: 4096)),
            CancellationToken.None
        );
        var store = new MemoryMailStore(time);
        await store.CreateAccountAsync(account, CancellationToken.None);
        var logs = new RecordedLog();
        var ports = MailPorts.Create(
            IPAddress.Loopback,
            new PortNumbers(0, 0, 0, 0, 0),
            "mail.example.org",
            "example.org",
            new MailBackend(
                store,
                directory,
                new QuotaPolicy(directory),
                new MemoryMaildropLock(),
                spool,
                new MemoryGreylist(),
                new NoLessons(),
                new MemoryModelStore()
            ),
            new SettingReader(name =>
                name switch
                {
                    "MAILCLOUD_SPAM" => "off",
                    "MAILCLOUD_ACCOUNT_RECIPIENTS_PER_HOUR" or "MAILCLOUD_ACCOUNT_RECIPIENTS_PER_DAY" => "0",
                    _ => null,
                }
            ),
            time,
            logs
        );
        var listener = new MailListener(certificates, new ConnectionLimits(), time, logs);
        await listener.StartAsync(ports, CancellationToken.None);
        return listener;
    }

    private static async Task<ImapClient> ConnectAsync(int port)
    {
        var client = new ImapClient { ServerCertificateValidationCallback = IsLocalhosts };
        await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.SslOnConnect);
        return client;
    }

    private static async Task<ImapClient> OpenAsync(int port)
    {
        var client = await ConnectAsync(port);
        await client.AuthenticateAsync(new SaslMechanismScramSha256Plus(Alice, Password));
        await client.Inbox.OpenAsync(MailKit.FolderAccess.ReadOnly);
        return client;
    }

    /// <summary>Sends one message after another, each with a connection of its own, until it is over.</summary>
    private static async Task SendAsync(int port, ConcurrentDictionary<string, int> used, Func<bool> isOver)
    {
        while (!isOver())
        {
            using var client = new SmtpClient
            {
                ServerCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    used.AddOrUpdate(certificate!.GetCertHashString(), 1, (_, count) => count + 1);
                    return true;
                },
            };
            await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.SslOnConnect);
            await client.AuthenticateAsync(Alice, Password);
            using var message = new MimeMessage(
                [MailboxAddress.Parse(Alice)],
                [MailboxAddress.Parse(Alice)],
                "while the certificate changes",
                new TextPart("plain") { Text = new string('x', 10_000) }
            );
            await client.SendAsync(message);
            await client.DisconnectAsync(quit: true);
        }
    }

    private static bool IsLocalhosts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.Subject == "CN=localhost";

    private static async Task<string> ThumbprintAsync(int port)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, IsLocalhosts);
        await tls.AuthenticateAsClientAsync("localhost");
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData()).Thumbprint;
    }

    private sealed class NoLessons : ILessonQueue
    {
        public ValueTask EnqueueAsync(LessonBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
