using MailCloud.Mail.Secrets;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Tests.Scripts;

namespace MailCloud.Outbound.Tests.Security;

/// <summary>TLS where nobody asks for more than can be had, and where somebody does.</summary>
public class StartTlsTests
{
    private const string Offer = """
        S: 220 mx.example.org ESMTP
        C: EHLO mail.example.com
        S: 250-mx.example.org
        S: 250 STARTTLS
        C: STARTTLS

        """;

    private const string Clear = "S: 220 mx.example.org ESMTP\nC: EHLO mail.example.com\nS: 250 mx.example.org\n";

    private const string Again = "C: EHLO mail.example.com\nS: 250 mx.example.org\n";

    private const string Transaction = """
        C: MAIL FROM:<alice@example.com>
        S: 250 Ok
        C: RCPT TO:<bob@example.org>
        S: 250 Ok
        C: DATA
        S: 354 Go on
        CONTENT
        S: 250 Ok
        """;

    [Theory]
    [InlineData("trusted", null)]
    [InlineData("untrusted", TlsFailure.CertificateNotTrusted)]
    [InlineData("wrongname", TlsFailure.CertificateHostMismatch)]
    public async Task Any_certificate_is_better_than_none(string how, TlsFailure? noted)
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Offer + $"S: 220 Go on\nTLS {how}\n" + Again + Transaction);
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal((DeliveryResult.Delivered, "mx.example.org"), (attempt.Result, attempt.Tls?.ServerName));
        Assert.Equal(("mx.example.org", TlsPolicyKind.NoPolicyFound, noted), Assert.Single(outpost.Observer.Seen));
    }

    [Fact]
    public async Task What_was_offered_in_the_clear_counts_for_nothing_under_tls()
    {
        await using var outpost = new Outpost();
        // SIZE is offered before, and not after.
        outpost.Servers.At(
            "192.0.2.3",
            Offer.Replace("S: 250 STARTTLS", "S: 250-SIZE 10\nS: 250 STARTTLS", StringComparison.Ordinal)
                + "S: 220 Go on\nTLS\n"
                + Again
                + Transaction
        );
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.org")).Result);
    }

    [Fact]
    public async Task A_handshake_that_fails_is_followed_by_a_connection_in_the_clear()
    {
        await using var outpost = new Outpost();
        outpost
            .Servers.At("192.0.2.3", Offer + "S: 220 Go on\nTLS fails")
            .At("192.0.2.3", Offer.Replace("C: STARTTLS", "", StringComparison.Ordinal) + Transaction);
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal((DeliveryResult.Delivered, null), (attempt.Result, attempt.Tls));
    }

    [Fact]
    public async Task A_server_that_will_not_start_tls_now_is_spoken_to_in_the_clear()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Offer + "S: 454 4.7.0 Not now\n" + Transaction);
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.org")).Result);
        Assert.Equal(TlsFailure.StartTlsNotSupported, Assert.Single(outpost.Observer.Seen).Failure);
    }

    [Theory]
    [InlineData(Clear, "4.7.4", TlsFailure.StartTlsNotSupported)]
    [InlineData(Offer + "S: 454 4.7.0 Not now", "4.7.4", TlsFailure.StartTlsNotSupported)]
    [InlineData(Offer + "S: 220 Go on\nTLS untrusted", "4.7.5", TlsFailure.CertificateNotTrusted)]
    [InlineData(Offer + "S: 220 Go on\nTLS wrongname", "4.7.5", TlsFailure.CertificateHostMismatch)]
    [InlineData(Offer + "S: 220 Go on\nTLS fails", "4.7.5", TlsFailure.ValidationFailure)]
    public async Task Where_proof_is_asked_for_nothing_less_will_do(string script, string status, TlsFailure failure)
    {
        await using var outpost = new Outpost();
        outpost.Router = Smart(outpost, new SmartHost("192.0.2.3", 587));
        outpost.Servers.At("192.0.2.3", script);
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal((DeliveryResult.TemporaryFailure, status), (attempt.Result, attempt.Status));
        Assert.Equal(failure, Assert.Single(outpost.Observer.Seen).Failure);
        Assert.Empty(outpost.Servers.Contents);
    }

    [Theory]
    [InlineData("AUTH PLAIN LOGIN", "C: AUTH PLAIN AHJlbGF5AHNlY3JldA==\nS: 235 2.7.0 Welcome\n")]
    [InlineData("AUTH LOGIN", "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: cmVsYXk=\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 Welcome\n")]
    public async Task A_smart_host_knows_us_by_our_password(string offer, string login)
    {
        await using var outpost = new Outpost();
        outpost.Router = Smart(outpost, new SmartHost("192.0.2.3", 465) { HasImplicitTls = true, User = "relay" });
        outpost.Servers.At(
            "192.0.2.3",
            $"TLS\nS: 220 smart.example\nC: EHLO mail.example.com\nS: 250-smart.example\nS: 250 {offer}\n" + login + Transaction
        );
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.org")).Result);
    }

    [Theory]
    [InlineData("S: 535 5.7.8 Wrong password", "4.7.8")]
    [InlineData("S: 334 !!!", "4.5.0")]
    [InlineData("S: 454 4.7.0 Not now", "4.7.8")]
    public async Task A_password_that_is_wrong_loses_no_message(string answer, string status)
    {
        await using var outpost = new Outpost();
        outpost.Router = Smart(outpost, new SmartHost("192.0.2.3", 465) { HasImplicitTls = true, User = "relay" });
        outpost.Servers.At(
            "192.0.2.3",
            $"TLS\nS: 220 smart.example\n{Again.Replace("250 mx", "250-mx", StringComparison.Ordinal)}S: 250 AUTH PLAIN\nC: AUTH PLAIN AHJlbGF5AHNlY3JldA==\n{answer}"
        );
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal((DeliveryResult.TemporaryFailure, status), (attempt.Result, attempt.Status));
    }

    [Fact]
    public async Task A_password_that_is_missing_loses_no_message()
    {
        await using var outpost = new Outpost();
        outpost.Router = Smart(outpost, new SmartHost("192.0.2.3", 587) { User = "relay", Password = new SecretName("other") });
        Assert.Equal("4.3.5", (await outpost.SendAsync("bob@example.org")).Status);
        Assert.Empty(outpost.Servers.Connections);
    }

    [Fact]
    public async Task All_domains_share_the_smart_host()
    {
        await using var outpost = new Outpost();
        outpost.Router = Smart(outpost, new SmartHost("smart.example", 587));
        Assert.Equal(outpost.Transport.DestinationOf("example.org"), outpost.Transport.DestinationOf("example.net"));
        Assert.Equal("4.4.3", (await outpost.SendAsync("bob@example.org")).Status);
    }

    private static SmartHostRouter Smart(Outpost outpost, SmartHost host) =>
        new(
            outpost.Dns,
            new OneSecret("smarthost-password", "secret"),
            host.User is null || host.Password != default ? host : host with { Password = new SecretName("smarthost-password") }
        );
}
