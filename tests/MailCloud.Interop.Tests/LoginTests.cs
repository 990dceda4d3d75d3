using MailCloud.Testing;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace MailCloud.Interop.Tests;

/// <summary>Clients that know SCRAM log in to every service, over real TLS.</summary>
public sealed class LoginTests(SharedProcess shared)
{
    private const string Password = "alice-secret";

    private MailProcess Service => shared.Service;

    public static TheoryData<string> Mechanisms => ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "PLAIN", "LOGIN"];

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task MailKit_logs_in_to_smtp(string mechanism)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = Service.IsTrusted };
        await client.ConnectAsync("localhost", Service.Endpoints.Ports.Submission, SecureSocketOptions.StartTls);
        Assert.DoesNotContain("SCRAM-SHA-256-PLUS", client.AuthenticationMechanisms);
        await LogInAsync(client, client.AuthenticationMechanisms, mechanism);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task MailKit_logs_in_to_imap(string mechanism)
    {
        using var client = new ImapClient { ServerCertificateValidationCallback = Service.IsTrusted };
        await client.ConnectAsync("localhost", Service.Endpoints.Ports.Imaps, SecureSocketOptions.SslOnConnect);
        await LogInAsync(client, client.AuthenticationMechanisms, mechanism);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task MailKit_logs_in_to_pop3(string mechanism)
    {
        using var client = new Pop3Client { ServerCertificateValidationCallback = Service.IsTrusted };
        await client.ConnectAsync("localhost", Service.Endpoints.Ports.Pop3s, SecureSocketOptions.SslOnConnect);
        await LogInAsync(client, client.AuthenticationMechanisms, mechanism);
    }

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-256-PLUS")]
    public async Task A_wrong_password_is_refused(string mechanism)
    {
        using var client = new ImapClient { ServerCertificateValidationCallback = Service.IsTrusted };
        await client.ConnectAsync("localhost", Service.Endpoints.Ports.Imaps, SecureSocketOptions.SslOnConnect);
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(Mechanism(mechanism, "wrong")));
        Assert.False(client.IsAuthenticated);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("login")]
    [InlineData("scram-sha-256")]
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
                $"--user={SharedProcess.Alice}",
                $"--passwordeval=echo {Password}",
                $"--from={SharedProcess.Alice}",
                SharedProcess.Bob,
            ],
            $"From: {SharedProcess.Alice}\nSubject: msmtp with {mechanism}\n\nHello.\n"
        );
    }

    private static async Task LogInAsync(IMailService client, HashSet<string> offered, string mechanism)
    {
        Assert.Contains(mechanism, offered);
        await client.AuthenticateAsync(Mechanism(mechanism, Password));
        Assert.True(client.IsAuthenticated);
        await client.DisconnectAsync(quit: true);
    }

    private static SaslMechanism Mechanism(string name, string password) =>
        name switch
        {
            "SCRAM-SHA-256-PLUS" => new SaslMechanismScramSha256Plus(SharedProcess.Alice, password),
            "SCRAM-SHA-256" => new SaslMechanismScramSha256(SharedProcess.Alice, password),
            "LOGIN" => new SaslMechanismLogin(SharedProcess.Alice, password),
            _ => new SaslMechanismPlain(SharedProcess.Alice, password),
        };
}
