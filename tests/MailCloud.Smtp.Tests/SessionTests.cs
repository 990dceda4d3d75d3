using System.Net;
using MailCloud.Testing.Connections;

namespace MailCloud.Smtp.Tests;

/// <summary>What a session does that a transcript cannot show.</summary>
public class SessionTests
{
    [Fact]
    public async Task A_message_reaches_the_spool_with_its_envelope_and_its_octets()
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>", "RCPT TO:<BOB@Example.COM>", "DATA");
        Assert.StartsWith("250 2.0.0 Accepted as ", await talk.SendAsync("Subject: hello\r\n\r\n..dot\r\nbare\nline\r\n."));
        Assert.Equal("221 2.0.0 Bye", await talk.SendAsync("QUIT"));

        await talk.Serving;
        var message = Assert.Single(world.Spool.Messages);
        Assert.Equal("carol@example.net", message.Envelope.ReversePath?.ToString());
        Assert.Equal(
            ["alice@example.com", "BOB@Example.COM"],
            message.Envelope.Recipients.Select(recipient => recipient.Address.ToString())
        );
        Assert.Equal("Subject: hello\r\n\r\n.dot\r\nbare\nline\r\n", message.Text);
        Assert.StartsWith("Return-Path: <carol@example.net>\r\nReceived: from client.example ([192.0.2.1])\r\n", message.Fields);
        Assert.Equal(0, world.Spool.Open);
    }

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("198.51.100.1", false)]
    public async Task The_envelope_tells_whether_a_trusted_network_relays(string client, bool isTrusted)
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.MxOptions with { TrustedNetworks = [IPNetwork.Parse("192.0.2.0/24")] });
        var talk = world.Connect(from: new IPEndPoint(IPAddress.Parse(client), 25000));
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<printer@example.com>", "RCPT TO:<alice@example.com>", "DATA", "Subject: scan\r\n\r\n.");
        Assert.Equal(isTrusted, Assert.Single(world.Spool.Messages).Envelope.IsFromTrustedNetwork);
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_a_message_leaves_nothing()
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<>", "RCPT TO:<alice@example.com>", "DATA");
        await talk.Client.SendAsync("Subject: cut off\r\n\r\nhal");
        Assert.Equal(1, world.Spool.Open);
        await talk.Client.EndAsync();

        await talk.Serving.WaitAsync(PipeClient.Patience, TestContext.Current.CancellationToken);
        Assert.Empty(world.Spool.Messages);
        Assert.Equal(0, world.Spool.Open);
    }

    [Fact]
    public async Task Submission_goes_through_STARTTLS_and_AUTH_to_a_message_of_the_account()
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.MxOptions with { Service = SmtpService.Submission });
        var talk = world.Connect();
        Assert.DoesNotContain("AUTH", await talk.GreetAsync(), StringComparison.Ordinal);
        Assert.Equal("530 5.7.0 Must issue a STARTTLS command first", await talk.SendAsync("MAIL FROM:<alice@example.com>"));
        Assert.Equal("220 2.0.0 Ready to start TLS", await talk.SendAsync("STARTTLS"));
        talk.Client.StartTls();
        Assert.Contains(
            "AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN",
            await talk.SendAsync("EHLO phone.example"),
            StringComparison.Ordinal
        );
        var login = Convert.ToBase64String("\0alice@example.com\0secret"u8);
        await talk.SucceedAsync($"AUTH PLAIN {login}", "MAIL FROM:<alice@example.com>", "RCPT TO:<bob@example.com>", "DATA", "\r\nHi\r\n.");

        var fields = Assert.Single(world.Spool.Messages).Fields.Split("\r\n");
        Assert.Equal("\tby mail.example.com with ESMTPSA", fields[2]);
        Assert.Contains("Date: Mon, 2 Mar 2026 12:00:00 +0000", fields);
        Assert.Contains(fields, field => field.StartsWith("Message-ID: <", StringComparison.Ordinal));
    }
}
