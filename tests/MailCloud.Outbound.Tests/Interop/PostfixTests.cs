using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Dns;
using MailCloud.Mail.Secrets;
using MailCloud.Outbound.Routing;
using MailCloud.Testing.Peers;

namespace MailCloud.Outbound.Tests.Interop;

/// <summary>Postfix takes what we send, as an MX and as a smart host.</summary>
public class PostfixTests
{
    private static readonly SmartHost Smart = new("mx.example.net", 0)
    {
        User = "relay@mx.example.net",
        Password = new SecretName("relay"),
    };

    [Fact]
    public async Task A_message_arrives_under_tls_as_it_was_sent()
    {
        await using var postfix = await PostfixMx.StartAsync();
        await using var transport = new PostfixMx(postfix).Direct();
        var message = Letters.Message("Subject: dots\r\n\r\n.\r\n..two\r\n\u00C3\u00A9 8-bit\r\nThe end\r\n");
        var outcome = Assert.Single(await PostfixMx.SendAsync(transport, message, "bob@example.net"));

        Assert.True(outcome.Attempt.Result is DeliveryResult.Delivered, $"{outcome.Attempt} {postfix.Log}");
        Assert.Equal(("TLS1.3", true, 250), (outcome.Attempt.Tls?.Version, outcome.Attempt.IsReportedOnward, outcome.Attempt.ReplyCode));
        var stored = Assert.Single(await postfix.WaitForMessagesAsync(1));
        Assert.StartsWith("Return-Path: <alice@example.com>\n", stored, StringComparison.Ordinal);
        Assert.Contains("from mail.example.com", stored, StringComparison.Ordinal);
        Assert.EndsWith("\n\n.\n..two\n\u00C3\u00A9 8-bit\nThe end\n", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_messages_and_recipients_go_over_one_connection()
    {
        await using var postfix = await PostfixMx.StartAsync();
        await using (var transport = new PostfixMx(postfix).Direct())
        {
            var all = Enumerable.Range(1, 130).Select(number => $"user{number}@example.net").ToArray();
            Assert.All(
                await PostfixMx.SendAsync(transport, Letters.Message(), all),
                outcome => Assert.Equal(DeliveryResult.Delivered, outcome.Attempt.Result)
            );
            for (var i = 0; i < 5; i++)
                await PostfixMx.SendAsync(transport, Letters.Message(), "bob@example.net");
        }
        // Two transactions for the many, and five; greeted twice, before and under TLS.
        await postfix.WaitForLogAsync("ehlo=2 starttls=1 mail=7 rcpt=135 data=7 quit=1");
    }

    [Fact]
    public async Task Each_refusal_is_known_for_what_it_is()
    {
        var options = new PostfixOptions
        {
            Replies = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["gone@example.net"] = "550 5.1.1 No such user here",
                ["busy@example.net"] = "450 4.2.1 Mailbox is busy",
            },
        };
        await using var postfix = await PostfixMx.StartAsync(options);
        await using var transport = new PostfixMx(postfix).Direct();
        var outcomes = await PostfixMx.SendAsync(
            transport,
            Letters.Message(),
            "gone@example.net",
            "bob@example.net",
            "busy@example.net",
            "bob@elsewhere.example"
        );
        Assert.Equal(
            [
                (DeliveryResult.Delivered, 250, "2.0.0"),
                (DeliveryResult.TemporaryFailure, 450, "4.2.1"),
                (DeliveryResult.PermanentFailure, 554, "5.7.1"),
                (DeliveryResult.PermanentFailure, 550, "5.1.1"),
            ],
            outcomes
                .OrderBy(
                    outcome => outcome.Recipient.Address.ToString() is "bob@elsewhere.example" ? "d" : outcome.Recipient.Address.ToString(),
                    StringComparer.Ordinal
                )
                .Select(outcome => (outcome.Attempt.Result, outcome.Attempt.ReplyCode ?? 0, outcome.Attempt.Status))
        );
    }

    [Theory]
    [InlineData("smtpd_discard_ehlo_keywords = pipelining, dsn, 8bitmime, smtputf8, size, starttls")]
    [InlineData("smtpd_discard_ehlo_keywords = starttls")]
    [InlineData("smtpd_error_sleep_time = 0")]
    public async Task Whatever_it_offers_the_message_arrives(string parameter)
    {
        await using var postfix = await PostfixMx.StartAsync(new PostfixOptions { Parameters = [parameter] });
        await using var transport = new PostfixMx(postfix).Direct();
        var outcomes = await PostfixMx.SendAsync(transport, Letters.Message(), "bob@example.net", "carol@example.net");
        Assert.All(outcomes, outcome => Assert.Equal(DeliveryResult.Delivered, outcome.Attempt.Result));
        await postfix.WaitForMessagesAsync(2);
    }

    [Fact]
    public async Task Its_certificate_has_to_be_the_one_that_the_dns_names()
    {
        await using var postfix = await PostfixMx.StartAsync();
        var server = Certificate(postfix.Certificates.CertificateFile);
        var authority = Certificate(postfix.Certificates.CaFile);
        TlsAssociation Of(byte usage, X509Certificate2 certificate) =>
            new(usage, 1, 1, [.. SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())]);

        Assert.Equal("2.0.0", await StatusWithAsync(Of(3, server)));
        Assert.Equal("4.7.5", await StatusWithAsync(Of(3, authority)));
        // The server does not send its authority: there is nothing to compare the anchor with.
        Assert.Equal("4.7.5", await StatusWithAsync(Of(2, authority)));
        // PKIX-EE cannot be used: any certificate will do, but there has to be one.
        Assert.Equal("2.0.0", await StatusWithAsync(Of(1, authority)));

        async Task<string> StatusWithAsync(TlsAssociation record)
        {
            var mx = new PostfixMx(postfix);
            mx.Dns.TlsAssociation("_25._tcp.mx.example.net", record).IsAuthenticated = true;
            await using var transport = mx.Direct();
            return Assert.Single(await PostfixMx.SendAsync(transport, Letters.Message(), "bob@example.net")).Attempt.Status;
        }
    }

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task As_a_smart_host_it_relays_for_who_logs_in(string mechanism)
    {
        var options = new PostfixOptions
        {
            Users = [("relay", "correct horse")],
            Parameters = [$"smtpd_sasl_mechanism_filter = {mechanism}"],
        };
        await using var postfix = await PostfixMx.StartAsync(options);
        var mx = new PostfixMx(postfix);
        foreach (
            var smartHost in (SmartHost[])
                [Smart with { Port = postfix.Port }, Smart with { Port = postfix.ImplicitTlsPort, HasImplicitTls = true }]
        )
        {
            await using var transport = mx.Smart(smartHost, "correct horse");
            var attempt = Assert.Single(await PostfixMx.SendAsync(transport, Letters.Message(), "bob@far.example")).Attempt;
            Assert.True(attempt.Result is DeliveryResult.Delivered, $"{attempt} {postfix.Log}");
        }
        await postfix.WaitForLogAsync($"sasl_method={mechanism}, sasl_username=relay@mx.example.net");
        await postfix.WaitForMessagesAsync(2);

        await using var wrong = mx.Smart(Smart with { Port = postfix.Port }, "wrong");
        var refused = Assert.Single(await PostfixMx.SendAsync(wrong, Letters.Message(), "bob@far.example")).Attempt;
        Assert.Equal((DeliveryResult.TemporaryFailure, "4.7.8", 535), (refused.Result, refused.Status, refused.ReplyCode));
    }

    [Fact]
    public async Task A_smart_host_under_another_name_is_not_trusted_with_the_password()
    {
        await using var postfix = await PostfixMx.StartAsync(new PostfixOptions { Users = [("relay", "secret")] });
        var mx = new PostfixMx(postfix);
        mx.Dns.Address("other.example.net", "127.0.0.1");
        await using var transport = mx.Smart(Smart with { Host = "other.example.net", Port = postfix.Port }, "secret");
        var attempt = Assert.Single(await PostfixMx.SendAsync(transport, Letters.Message(), "bob@far.example")).Attempt;
        Assert.Equal((DeliveryResult.TemporaryFailure, "4.7.5"), (attempt.Result, attempt.Status));
        Assert.DoesNotContain("sasl_method", postfix.Log, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate(string file) => X509CertificateLoader.LoadCertificateFromFile(file);
}
