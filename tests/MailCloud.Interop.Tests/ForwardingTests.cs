using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MailCloud.Testing;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace MailCloud.Interop.Tests;

/// <summary>A domain with keys of its own: what its users send is signed, what its aliases pass on is sealed, and reports about that find their way back.</summary>
public sealed class ForwardingTests : IAsyncLifetime
{
    private const string Alice = "alice@example.test";
    private const string Forward = "forward@example.test";

    // The one that Debian's packages are for.
    private const string Python = "/usr/bin/python3";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    // Look-ups of the two public keys go to what the test published.
    private const string Verify = """
        import sys, dkim
        records = dict(line.split("\t", 1) for line in open(sys.argv[1]).read().splitlines())
        message = sys.stdin.buffer.read()
        verifier = dkim.DKIM(message)
        find = lambda name, timeout=5: records[name.decode().rstrip(".")].encode()
        print([verifier.verify(index, dnsfunc=find) for index in range(len([f for f, _ in verifier.headers if f.lower() == b"dkim-signature"]))])
        print(dkim.arc_verify(message, dnsfunc=find)[0].decode())
        """;

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-forwarding-");
    private readonly MemoryDns zone = new();
    private readonly ScriptedServer elsewhere = new();
    private readonly TestDnsServer dns;
    private MailProcess? service;

    public ForwardingTests() => dns = TestDnsServer.Start(zone);

    private MailProcess Service => service ?? throw new InvalidOperationException("The service is not started.");

    private string Records => Path.Combine(data.FullName, "records.txt");

    public async ValueTask InitializeAsync()
    {
        service = await MailProcess.StartAsync(
            data,
            ImmutableDictionary.CreateRange<string, string>([
                new("MAILCLOUD_OUTBOUND", "smarthost"),
                new("MAILCLOUD_SMARTHOST", $"127.0.0.1:{elsewhere.Port.ToString(CultureInfo.InvariantCulture)}"),
                new("MAILCLOUD_SMARTHOST_TLS", "none"),
                new("MAILCLOUD_DNS_SERVERS", $"{dns.EndPoint}"),
            ]),
            ["--account", $"{Alice}:forwarding-secret"]
        );
        await RunAsync("alias", "add", Forward, "bob@elsewhere.example");
        await PublishAsync(await RunAsync("dkim", "rotate", "example.test"));
        await RunAsync("dkim", "activate", "example.test");
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
        await elsewhere.DisposeAsync();
        dns.Dispose();
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task What_a_user_sends_is_signed_with_both_keys()
    {
        // The running service learns of new keys within a minute.
        var signed = await UntilAsync(
            async () =>
            {
                await SubmitAsync();
                return elsewhere.Taken.FirstOrDefault(taken => taken.Message.Contains("DKIM-Signature:", StringComparison.Ordinal));
            },
            "a signed message"
        );
        Assert.Equal(Alice, signed.ReversePath);
        Assert.StartsWith("[True, True]", await VerifyAsync(signed.Message));
    }

    [Fact]
    public async Task What_an_alias_passes_on_is_sealed_and_its_bounce_comes_back_to_the_sender()
    {
        var message = Encoding.ASCII.GetBytes(
            "From: Carol <carol@sender.example>\r\nTo: forward@example.test\r\nSubject: hello\r\n\r\nHello.\r\n"
        );
        var passedOn = await UntilAsync(
            async () =>
            {
                await SendAsync("carol@sender.example", Forward, message);
                return elsewhere.Taken.FirstOrDefault(taken => taken.Message.Contains("ARC-Seal:", StringComparison.Ordinal));
            },
            "a sealed message"
        );
        Assert.Equal("bob@elsewhere.example", passedOn.Recipient);
        Assert.StartsWith("SRS0=", passedOn.ReversePath);
        Assert.EndsWith("@example.test", passedOn.ReversePath);
        Assert.Contains("\r\nFrom: Carol <carol@sender.example>\r\n", passedOn.Message);
        Assert.EndsWith("pass\n", await VerifyAsync(passedOn.Message));

        await SendAsync(
            "",
            passedOn.ReversePath,
            Encoding.ASCII.GetBytes("From: postmaster@elsewhere.example\r\nSubject: Undelivered\r\n\r\nSorry.\r\n")
        );
        var report = await UntilAsync(
            () => Task.FromResult(elsewhere.Taken.FirstOrDefault(taken => taken.Recipient is "carol@sender.example")),
            "the bounce"
        );
        Assert.Equal("", report.ReversePath);
        Assert.Contains("Subject: Undelivered\r\n", report.Message);
    }

    [Fact]
    public async Task Nobody_relays_through_a_made_up_forwarded_sender()
    {
        await using var smtp = await SmtpWire.ConnectAsync("localhost", Service.Endpoints.Ports.Smtp);
        Assert.StartsWith("250 ", await smtp.CommandAsync("MAIL FROM:<>"));
        Assert.StartsWith("550 ", await smtp.CommandAsync("RCPT TO:<SRS0=AAAAAAAA=ZZ=victim.example=someone@example.test>"));
    }

    /// <summary>What dkimpy (Debian's python3-dkim) thinks of the signatures and, in the second line, of the chain.</summary>
    private async Task<string> VerifyAsync(string message)
    {
        var (exitCode, _) = await Tool.RunAsync(Python, ["-c", "import dkim"]);
        Assert.SkipUnless(exitCode == 0, "python3-dkim is not installed.");
        return await Tool.SucceedAsync(Python, ["-c", Verify, Records], message);
    }

    private async Task SendAsync(string from, string to, byte[] message)
    {
        await using var smtp = await SmtpWire.ConnectAsync("localhost", Service.Endpoints.Ports.Smtp);
        Assert.StartsWith("250 ", await smtp.SendAsync(from, to, message));
    }

    private async Task SubmitAsync()
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = Service.IsTrusted };
        await client.ConnectAsync("localhost", Service.Endpoints.Ports.Submissions, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(Service.Login(Alice));
        var message = new MimeMessage
        {
            Subject = "signed",
            Body = new TextPart("plain") { Text = "Hello.\r\n" },
        };
        message.From.Add(MailboxAddress.Parse(Alice));
        message.To.Add(MailboxAddress.Parse("bob@elsewhere.example"));
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);
    }

    /// <summary>Puts the records that a command printed, in the form of a zone file, where look-ups find them.</summary>
    private async Task PublishAsync(string output)
    {
        var lines = output.Split('\n').Where(line => line.Contains(" TXT ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        foreach (var line in lines)
        {
            var name = line.Split(' ')[0].TrimEnd('.');
            var text = string.Concat(line.Split('"').Where((_, index) => index % 2 == 1));
            zone.Text(name, text);
            await File.AppendAllTextAsync(Records, $"{name}\t{text}\n");
        }
    }

    private async Task<string> RunAsync(params string[] arguments) =>
        await Tool.SucceedAsync(
            "env",
            [
                $"MAILCLOUD_DNS_SERVERS={dns.EndPoint}",
                $"MAILCLOUD_DATA={data.FullName}",
                Path.Combine(AppContext.BaseDirectory, "mailcloud"),
                .. arguments,
            ]
        );

    private static async Task<TakenMessage> UntilAsync(Func<Task<TakenMessage?>> look, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            if (await look() is { } found)
                return found;
            Assert.False(limit.IsCancellationRequested, $"Waited in vain for {what}.");
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }
}
