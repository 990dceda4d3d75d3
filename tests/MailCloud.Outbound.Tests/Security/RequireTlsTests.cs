using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Tests.Scripts;

namespace MailCloud.Outbound.Tests.Security;

/// <summary>Messages that may travel under verified TLS only (RFC 8689).</summary>
public class RequireTlsTests
{
    private const string Opening = """
        S: 220 mx1.example.net ESMTP
        C: EHLO mail.example.com
        S: 250-mx1.example.net
        S: 250 STARTTLS
        C: STARTTLS
        S: 220 Go on
        TLS
        C: EHLO mail.example.com
        S: 250-mx1.example.net

        """;

    private static readonly OutboundMessage Message = Letters.Message(with: envelope => envelope with { RequireTls = true });

    private static Outpost WithPolicy()
    {
        var outpost = new Outpost();
        outpost.Dns.MailExchange("sure.example", 10, "mx1.example.net").Text("_mta-sts.sure.example", "v=STSv1; id=1;");
        outpost.Sts = new PolicySite().Policies(outpost.Dns, new MemoryStsPolicyStore(), outpost.Time);
        return outpost;
    }

    [Fact]
    public async Task The_promise_is_passed_on()
    {
        await using var outpost = WithPolicy();
        outpost.Servers.At(
            "192.0.2.1",
            Opening
                + """
                S: 250 REQUIRETLS
                C: MAIL FROM:<alice@example.com> REQUIRETLS
                S: 250 Ok
                C: RCPT TO:<bob@sure.example>
                S: 250 Ok
                C: DATA
                S: 354 Go on
                CONTENT
                S: 250 Ok
                """
        );
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@sure.example", Message)).Result);
    }

    [Fact]
    public async Task A_server_that_does_not_promise_the_same_is_not_told_the_message()
    {
        await using var outpost = WithPolicy();
        outpost.Servers.At("192.0.2.1", Opening + "S: 250 HELP");
        var attempt = await outpost.SendAsync("bob@sure.example", Message);
        Assert.Equal((DeliveryResult.PermanentFailure, "5.7.30"), (attempt.Result, attempt.Status));
        Assert.Empty(outpost.Servers.Contents);
    }

    [Fact]
    public async Task A_domain_for_whose_servers_nothing_vouches_gets_none()
    {
        await using var outpost = new Outpost();
        var attempt = await outpost.SendAsync("bob@example.org", Message);
        Assert.Equal((DeliveryResult.PermanentFailure, "5.7.30"), (attempt.Result, attempt.Status));
        Assert.Empty(outpost.Servers.Connections);
    }
}
