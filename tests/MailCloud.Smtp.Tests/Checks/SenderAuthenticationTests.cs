using System.Net;
using System.Text;
using MailCloud.Mail.Delivery;
using MailCloud.SenderAuthentication;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.Smtp.Checks;
using MailCloud.Testing;

namespace MailCloud.Smtp.Tests.Checks;

/// <summary>What is found out about senders, what is written on the message, and whom it concerns.</summary>
public class SenderAuthenticationTests
{
    private const string Forged = "Authentication-Results: mail.example.com; dmarc=pass header.from=bank.example\r\n";

    private readonly MemoryDns dns = new();

    [Fact]
    public async Task What_was_found_stands_in_front_and_what_others_forged_is_gone()
    {
        dns.Text("example.net", "v=spf1 ip4:192.0.2.0/24 -all")
            .Text("_dmarc.example.net", "v=DMARC1; p=reject")
            .Name("192.0.2.1", "mx.example.net")
            .Address("mx.example.net", "192.0.2.1");
        var other = "Authentication-Results: other.example; spf=pass\r\n";
        var message = await SendAsync($"{Forged}{other}From: carol@example.net\r\n{Forged}\r\nHello.\r\n");

        Assert.Equal(
            """
            Authentication-Results: mail.example.com;
             iprev=pass policy.iprev=192.0.2.1;
             spf=pass smtp.mailfrom=carol@example.net;
             dkim=none;
             dmarc=pass (p=reject) header.from=example.net

            """.ReplaceLineEndings("\r\n"),
            Unfolded(message.Fields)
        );
        Assert.Equal($"{other}From: carol@example.net\r\n\r\nHello.\r\n", message.Text);
        Assert.Equal(Disposition.Inbox, message.Envelope.Disposition);
    }

    [Fact]
    public async Task A_signature_of_the_authors_domain_vouches_wherever_the_message_comes_from()
    {
        using var key = DkimKey.Create(DkimKeyKind.Ed25519);
        dns.Text("s1._domainkey.bank.example", key.DnsRecord).Text("_dmarc.bank.example", "v=DMARC1; p=reject");
        var header = "From: service@bank.example\r\nSubject: statement\r\n\r\n";
        var message = await SendAsync(Sign(key, header, "Hello.\r\n") + header + "Hello.\r\n");
        Assert.Contains(" dmarc=pass (p=reject) header.from=bank.example", message.Fields);
        Assert.Contains(" header.d=bank.example", message.Fields);
    }

    [Fact]
    public async Task Quarantine_means_Junk()
    {
        dns.Text("_dmarc.junk.example", "v=DMARC1; p=quarantine");
        var message = await SendAsync("From: someone@junk.example\r\n\r\nHello.\r\n");
        Assert.Equal(Disposition.Junk, message.Envelope.Disposition);
        Assert.Contains(" dmarc=fail (p=quarantine) header.from=junk.example", message.Fields);
    }

    [Fact]
    public async Task Of_a_client_behind_a_proxy_SPF_says_nothing_and_nothing_is_refused()
    {
        dns.Text("_dmarc.bank.example", "v=DMARC1; p=reject");
        var message = await SendAsync("From: service@bank.example\r\n\r\nHello.\r\n", new IPEndPoint(IPAddress.Parse("10.0.0.1"), 1));
        Assert.DoesNotContain("spf=", message.Fields);
        Assert.DoesNotContain("iprev=", message.Fields);
        Assert.Contains(" dmarc=fail (p=reject)", message.Fields);
    }

    [Fact]
    public async Task What_is_only_to_be_noted_is_noted()
    {
        dns.Text("_dmarc.bank.example", "v=DMARC1; p=reject").Text("example.net", "v=spf1 -all");
        var message = await SendAsync("From: service@bank.example\r\n\r\nHello.\r\n", policy: new SenderPolicy { EnforcesDmarc = false });
        Assert.Contains(" spf=fail ", message.Fields);
        Assert.Contains(" dmarc=fail (p=reject)", message.Fields);
        Assert.Equal(Disposition.Inbox, message.Envelope.Disposition);
    }

    [Fact]
    public async Task A_DNS_that_does_not_answer_refuses_nothing()
    {
        dns.Fail("example.net").Fail("_dmarc.bank.example");
        var message = await SendAsync("From: service@bank.example\r\n\r\nHello.\r\n");
        Assert.Contains(" spf=temperror ", message.Fields);
        Assert.Contains(" dmarc=temperror ", message.Fields);
    }

    [Fact]
    public async Task What_may_be_the_domains_own_mail_is_to_come_again_when_its_DNS_answers()
    {
        dns.Fail("example.net").Text("_dmarc.example.net", "v=DMARC1; p=reject");
        Assert.StartsWith("451 4.7.1 ", await OfferAsync("From: carol@example.net\r\n\r\nHello.\r\n"));
    }

    [Theory]
    [InlineData("Bank service@bank.example")]
    [InlineData("service@bank.example;")]
    [InlineData("Carol <carol@example.net>, Bank <service@bank..example>")]
    public async Task An_author_who_cannot_be_asked_about_goes_to_Junk(string from)
    {
        dns.Text("_dmarc.bank.example", "v=DMARC1; p=reject");
        var message = await SendAsync($"From: {from}\r\n\r\nHello.\r\n");
        Assert.Equal(Disposition.Junk, message.Envelope.Disposition);
        Assert.Contains(" dmarc=permerror", message.Fields);
    }

    [Fact]
    public async Task A_message_without_a_header_passes()
    {
        var message = await SendAsync("Hello, this is no field\r\n");
        Assert.Contains(" dmarc=permerror", message.Fields);
        Assert.EndsWith("\r\n\r\n", message.Fields);
    }

    private static string Sign(DkimKey key, string header, string body)
    {
        using var hashed = new HashedMessage(Encoding.ASCII.GetBytes(header));
        var signer = new DkimSigner(hashed, [new DkimSigningKey("bank.example", "s1", key)], TimeProvider.System);
        hashed.Append(Encoding.ASCII.GetBytes(body));
        return Encoding.ASCII.GetString(signer.Complete());
    }

    /// <summary>The first Authentication-Results field of a message, its lines as they are.</summary>
    private static string Unfolded(string fields)
    {
        var start = fields.IndexOf("Authentication-Results:", StringComparison.Ordinal);
        var end = fields.IndexOf("\r\nReceived:", StringComparison.Ordinal);
        return fields[start..(end + 2)];
    }

    private async Task<MemorySpoolMessage> SendAsync(string message, IPEndPoint? client = null, SenderPolicy? policy = null)
    {
        var world = await SmtpWorld.CreateAsync();
        Assert.StartsWith("250 ", await OfferAsync(message, client, policy, world));
        return Assert.Single(world.Spool.Messages);
    }

    /// <summary>What the server says to a message.</summary>
    private async Task<string> OfferAsync(string message, IPEndPoint? client = null, SenderPolicy? policy = null, SmtpWorld? world = null)
    {
        world ??= await SmtpWorld.CreateAsync();
        policy ??= new SenderPolicy();
        var check = new SenderAuthenticationCheck(
            new SenderVerifier(dns, "mail.example.com", policy, TimeProvider.System),
            policy,
            "mail.example.com"
        );
        var talk = world.With(check).Connect(from: client ?? new IPEndPoint(IPAddress.Parse("192.0.2.1"), 25000));
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>");
        var octets = Encoding.ASCII.GetBytes(message);
        await talk.Client.SendAsync($"BDAT {octets.Length} LAST\r\n{message}");
        return await talk.ReplyAsync() ?? "";
    }
}
