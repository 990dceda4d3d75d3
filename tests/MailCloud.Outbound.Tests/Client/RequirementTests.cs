using MailCloud.Outbound.Tests.Scripts;

namespace MailCloud.Outbound.Tests.Client;

/// <summary>Messages that need something which a server does not offer.</summary>
public class RequirementTests
{
    private const string Bare = "S: 220 mx.example.org ESMTP\nC: EHLO mail.example.com\nS: 250-mx.example.org\n";
    private const string EightBit = "Subject: hello\r\n\r\n\u00C3\u00A9\r\n";
    private const string EightBitHeader = "Subject: \u00C3\u00A9\r\n\r\nHello\r\n";

    private const string Accepting = """
        S: 250 Ok
        C: RCPT TO:<bob@example.org>
        S: 250 Ok
        C: DATA
        S: 354 Go on
        CONTENT
        S: 250 Ok
        """;

    [Fact]
    public async Task Eight_bit_content_does_not_go_where_seven_bits_are()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Bare + "S: 250 SIZE");
        var attempt = await outpost.SendAsync("bob@example.org", Letters.Message(EightBit));
        Assert.Equal((DeliveryResult.PermanentFailure, "5.6.3", null), (attempt.Result, attempt.Status, attempt.ReplyCode));
    }

    [Fact]
    public async Task A_message_larger_than_the_server_takes_is_not_offered()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Bare + "S: 250 SIZE 29");
        Assert.Equal("5.3.4", (await outpost.SendAsync("bob@example.org")).Status);
    }

    [Fact]
    public async Task What_one_server_cannot_do_another_may()
    {
        await using var outpost = new Outpost();
        outpost
            .Servers.At("192.0.2.1", Bare + "S: 250 SIZE")
            .At(
                "192.0.2.2",
                Bare
                    + "S: 250 8BITMIME\nC: MAIL FROM:<alice@example.com> BODY=8BITMIME\n"
                    + Accepting.Replace("example.org", "example.net", StringComparison.Ordinal)
            );
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.net", Letters.Message(EightBit))).Result);
    }

    [Fact]
    public async Task A_header_in_utf8_needs_smtputf8()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Bare + "S: 250 8BITMIME");
        var message = Letters.Message(EightBitHeader, envelope => envelope with { IsInternational = true });
        Assert.Equal("5.6.7", (await outpost.SendAsync("bob@example.org", message)).Status);
    }

    [Fact]
    public async Task Raw_octets_in_a_header_that_nobody_called_utf8_pass_as_they_came()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Bare + "S: 250 8BITMIME\nC: MAIL FROM:<alice@example.com> BODY=8BITMIME\n" + Accepting);
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.org", Letters.Message(EightBitHeader))).Result);
    }

    [Fact]
    public async Task Only_the_recipient_whose_address_cannot_travel_is_refused()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Bare + "S: 250 HELP\nC: MAIL FROM:<alice@example.com>\n" + Accepting);
        var outcomes = await outpost.SendAsync(Letters.Message(), Letters.All("b\u00F6b@example.org", "bob@example.org"));
        Assert.Equal(
            ["bob@example.org Delivered 2.0.0", "b\u00F6b@example.org PermanentFailure 5.6.7"],
            outcomes.Select(outcome => $"{outcome.Recipient.Address} {outcome.Attempt.Result} {outcome.Attempt.Status}")
        );
    }

    [Fact]
    public async Task An_international_address_travels_in_utf8()
    {
        await using var outpost = new Outpost();
        // The script's characters are the octets of UTF-8.
        outpost.Servers.At(
            "192.0.2.3",
            Bare
                + "S: 250 SMTPUTF8\nC: MAIL FROM:<alice@example.com> SMTPUTF8\n"
                + Accepting.Replace("bob", "b\u00C3\u00B6b", StringComparison.Ordinal)
        );
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("b\u00F6b@example.org")).Result);
    }

    [Fact]
    public async Task A_local_part_that_needs_quotes_gets_them()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At(
            "192.0.2.3",
            Bare + "S: 250 HELP\nC: MAIL FROM:<alice@example.com>\n" + Accepting.Replace("bob", "\"b \\\" b\"", StringComparison.Ordinal)
        );
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("b \" b@example.org")).Result);
    }
}
