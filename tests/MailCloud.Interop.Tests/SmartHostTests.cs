using System.Collections.Immutable;
using MailCloud.Testing.Peers;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace MailCloud.Interop.Tests;

/// <summary>A <c>mailcloud up</c> whose mail leaves through a Postfix that wants a log-in.</summary>
public sealed class SmartHostTests
{
    private const string Alice = "alice@example.test";

    [Theory]
    [InlineData("starttls")]
    [InlineData("implicit")]
    public async Task Mail_leaves_through_the_smart_host(string tls)
    {
        Assert.SkipWhen(PostfixServer.Obstacle is not null, PostfixServer.Obstacle ?? "");
        var options = new PostfixOptions
        {
            HostName = "smart.example",
            OtherNames = ["127.0.0.1"],
            Domains = [],
            Users = [("relay", "correct horse")],
        };
        await using var postfix = await PostfixServer.StartAsync(options);
        var data = Directory.CreateTempSubdirectory("mailcloud-smarthost-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data.CreateSubdirectory("keys").FullName, "relay-password"), "correct horse");
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["MAILCLOUD_OUTBOUND"] = "smarthost",
                ["MAILCLOUD_OUTBOUND_CA"] = postfix.Certificates.CaFile,
                ["MAILCLOUD_SMARTHOST"] = $"127.0.0.1:{(tls is "implicit" ? postfix.ImplicitTlsPort : postfix.Port)}",
                ["MAILCLOUD_SMARTHOST_TLS"] = tls,
                ["MAILCLOUD_SMARTHOST_USER"] = "relay@smart.example",
                ["MAILCLOUD_SMARTHOST_SECRET"] = "relay-password",
                ["MAILCLOUD_SECRETS_FOLDER"] = Path.Combine(data.FullName, "keys"),
            };
            await using var service = await MailProcess.StartAsync(
                data,
                settings.ToImmutableDictionary(StringComparer.Ordinal),
                "--account",
                $"{Alice}:alice-secret"
            );
            await SubmitAsync(service, "bob@far.example", "carol@distant.example");

            var messages = await postfix.WaitForMessagesAsync(2);
            Assert.All(messages, message => Assert.StartsWith($"Return-Path: <{Alice}>\n", message, StringComparison.Ordinal));
            Assert.All(messages, message => Assert.Contains("\nSubject: Far away\n", message, StringComparison.Ordinal));
            Assert.Contains("sasl_method=SCRAM-SHA-256, sasl_username=relay@smart.example", postfix.Log, StringComparison.Ordinal);
            // Two domains, one way: one message with two recipients.
            Assert.Contains("nrcpt=2 (queue active)", postfix.Log, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task SubmitAsync(MailProcess service, params string[] recipients)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = service.IsTrusted };
        await client.ConnectAsync("localhost", service.Endpoints.Ports.Submissions, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(service.Login(Alice));
        using var message = new MimeMessage(
            [MailboxAddress.Parse(Alice)],
            recipients.Select(MailboxAddress.Parse),
            "Far away",
            new TextPart("plain") { Text = "Hello." }
        );
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);
    }
}
