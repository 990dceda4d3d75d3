using MailCloud.Testing;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace MailCloud.Interop.Tests;

/// <summary>A service of its own with a domain that allows CRAM-MD5 and DIGEST-MD5, and an account that asked for them.</summary>
public sealed class LegacyProcess : IAsyncLifetime
{
    public const string Old = "old@legacy.example";
    public const string Password = "old-secret";

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-legacy-");
    private MailProcess? service;

    public MailProcess Service => service ?? throw new InvalidOperationException("The service is not started.");

    public async ValueTask InitializeAsync()
    {
        string[] account = ["--account", $"{Old}:{Password}"];
        await using (var first = await MailProcess.StartAsync(data, account))
        {
            string[] storage = ["--storage", first.Endpoints.Storage];
            await RunAsync(["domain", "set", "legacy.example", "--legacy-mechanisms", "on", .. storage]);
            await RunAsync(["user", "passwd", Old, "--password-stdin", "--legacy-mechanisms", .. storage]);
        }
        // Started again it sees the change at once, and not within a minute.
        service = await MailProcess.StartAsync(data, account);

        static async Task RunAsync(string[] arguments) =>
            await Tool.SucceedAsync(Path.Combine(AppContext.BaseDirectory, "mailcloud"), arguments, $"{Password}\n");
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
        data.Delete(recursive: true);
    }
}

/// <summary>Old mechanisms with clients that know them.</summary>
public sealed class LegacyLoginTests(LegacyProcess process) : IClassFixture<LegacyProcess>
{
    private MailProcess Service => process.Service;

    public static TheoryData<string> Mechanisms => ["CRAM-MD5", "DIGEST-MD5"];

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task MailKit_logs_in_to_smtp(string mechanism)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = Service.IsTrusted };
        await client.ConnectAsync("localhost", Service.Endpoints.Ports.Submission, SecureSocketOptions.StartTls);
        await LogInAsync(client, mechanism);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task MailKit_logs_in_to_imap(string mechanism)
    {
        using var client = new ImapClient { ServerCertificateValidationCallback = Service.IsTrusted };
        await client.ConnectAsync("localhost", Service.Endpoints.Ports.Imaps, SecureSocketOptions.SslOnConnect);
        await LogInAsync(client, mechanism);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task MailKit_logs_in_to_pop3(string mechanism)
    {
        using var client = new Pop3Client { ServerCertificateValidationCallback = Service.IsTrusted };
        await client.ConnectAsync("localhost", Service.Endpoints.Ports.Pop3s, SecureSocketOptions.SslOnConnect);
        await LogInAsync(client, mechanism);
    }

    [Theory]
    [InlineData("cram-md5")]
    [InlineData("digest-md5")]
    public async Task Msmtp_logs_in_and_sends(string mechanism)
    {
        var endpoints = Service.Endpoints;
        await Tool.SucceedAsync(
            "msmtp",
            [
                "--host=localhost",
                $"--port={endpoints.Ports.Submission}",
                "--tls=on",
                $"--tls-trust-file={endpoints.CaFile}",
                $"--auth={mechanism}",
                $"--user={LegacyProcess.Old}",
                $"--passwordeval=echo {LegacyProcess.Password}",
                $"--from={LegacyProcess.Old}",
                LegacyProcess.Old,
            ],
            $"From: {LegacyProcess.Old}\nSubject: msmtp with {mechanism}\n\nHello.\n"
        );
    }

    [Fact]
    public async Task Python_logs_in_to_imap()
    {
        const string Script = """
            import imaplib, ssl, sys
            with imaplib.IMAP4_SSL("localhost", int(sys.argv[2]), ssl_context=ssl.create_default_context(cafile=sys.argv[1])) as imap:
                print(imap.login_cram_md5(sys.argv[3], sys.argv[4])[0])
            """;
        var endpoints = Service.Endpoints;
        var output = await Tool.SucceedAsync(
            "python3",
            ["-c", Script, endpoints.CaFile, $"{endpoints.Ports.Imaps}", LegacyProcess.Old, LegacyProcess.Password]
        );
        Assert.Equal("OK", output.Trim());
    }

    private static async Task LogInAsync(IMailService client, string mechanism)
    {
        await client.AuthenticateAsync(
            mechanism is "CRAM-MD5"
                ? new SaslMechanismCramMd5(LegacyProcess.Old, LegacyProcess.Password)
                : new SaslMechanismDigestMd5(LegacyProcess.Old, LegacyProcess.Password)
        );
        Assert.True(client.IsAuthenticated);
        await client.DisconnectAsync(quit: true);
    }
}
