using MailCloud.Outbound.Tests.Scripts;
using MailCloud.Testing;

namespace MailCloud.Outbound.Tests.Routing;

/// <summary>Which servers are tried for a domain, and in which order.</summary>
public class MxRoutingTests
{
    private const string Refusing =
        "S: 220 mx ESMTP\nC: EHLO mail.example.com\nS: 250 mx\nC: MAIL FROM:<alice@example.com>\nS: 451 4.3.0 Not now";

    private const string Accepting = """
        S: 220 mx ESMTP
        C: EHLO mail.example.com
        S: 250 mx
        C: MAIL FROM:<alice@example.com>
        S: 250 Ok
        C: RCPT TO:<bob@example.net>
        S: 250 Ok
        C: DATA
        S: 354 Go on
        CONTENT
        S: 250 Ok
        """;

    [Fact]
    public async Task The_most_preferred_server_comes_first()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.1", Accepting);
        Assert.Equal("mx1.example.net", (await outpost.SendAsync("bob@example.net")).RemoteHost);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_followed_by_the_next()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.2", Accepting);
        Assert.Equal("mx2.example.net", (await outpost.SendAsync("bob@example.net")).RemoteHost);
    }

    [Theory]
    [InlineData("S: 554 5.3.2 No mail here")]
    [InlineData("S: 421 4.3.2 Too busy")]
    [InlineData("DROP")]
    [InlineData("S: 220 mx\nC: EHLO mail.example.com\nS: 421 4.7.0 Not you")]
    [InlineData(Refusing)]
    public async Task A_server_that_does_not_take_the_message_now_is_followed_by_the_next(string script)
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.1", script).At("192.0.2.2", Accepting);
        var attempt = await outpost.SendAsync("bob@example.net");
        Assert.Equal((DeliveryResult.Delivered, "mx2.example.net"), (attempt.Result, attempt.RemoteHost));
    }

    [Fact]
    public async Task A_refusal_for_good_is_not_asked_of_another()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.1", Refusing.Replace("451 4.3.0", "550 5.7.1", StringComparison.Ordinal));
        Assert.Equal(DeliveryResult.PermanentFailure, (await outpost.SendAsync("bob@example.net")).Result);
        Assert.Single(outpost.Servers.Connections);
    }

    [Fact]
    public async Task A_message_that_may_have_arrived_is_not_given_to_another()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.1", Accepting[..Accepting.LastIndexOf('\n')] + "\nDROP");
        Assert.True((await outpost.SendAsync("bob@example.net")).MayHaveArrived);
        Assert.Single(outpost.Servers.Connections);
    }

    [Fact]
    public async Task A_server_that_said_no_for_now_outweighs_one_that_wants_no_mail_at_all()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.1", Refusing).At("192.0.2.2", "S: 554 5.3.2 No mail here");
        var attempt = await outpost.SendAsync("bob@example.net");
        Assert.Equal((DeliveryResult.TemporaryFailure, "mx1.example.net"), (attempt.Result, attempt.RemoteHost));
    }

    [Fact]
    public async Task Equal_servers_are_tried_in_any_order()
    {
        var first = new HashSet<string>(StringComparer.Ordinal);
        // Sixty-four times the same of two is not chance.
        for (var i = 0; i < 64 && first.Count < 2; i++)
        {
            await using var outpost = new Outpost();
            outpost.Dns.MailExchange("even.example", 10, "mx1.example.net").MailExchange("even.example", 10, "mx2.example.net");
            await outpost.SendAsync("bob@even.example");
            first.Add(outpost.Servers.Connections[0]);
        }
        Assert.Equal(2, first.Count);
    }

    [Theory]
    [InlineData("nowhere.example", DeliveryResult.PermanentFailure, "5.1.2")]
    [InlineData("null.example", DeliveryResult.PermanentFailure, "5.1.10")]
    [InlineData("loop.example", DeliveryResult.PermanentFailure, "5.4.6")]
    [InlineData("dark.example", DeliveryResult.TemporaryFailure, "4.4.3")]
    [InlineData("addressless.example", DeliveryResult.PermanentFailure, "5.4.4")]
    [InlineData("inside.example", DeliveryResult.PermanentFailure, "5.4.4")]
    [InlineData("unknown.example", DeliveryResult.TemporaryFailure, "4.4.3")]
    [InlineData("[10.0.0.1]", DeliveryResult.PermanentFailure, "5.4.4")]
    [InlineData("[IPv6:::1]", DeliveryResult.PermanentFailure, "5.4.4")]
    [InlineData("[IPv6:::ffff:127.0.0.1]", DeliveryResult.PermanentFailure, "5.4.4")]
    public async Task A_domain_without_a_server_to_try(string domain, DeliveryResult result, string status)
    {
        await using var outpost = new Outpost();
        outpost
            .Dns.MailExchange("null.example", 0, "")
            .MailExchange("loop.example", 10, "mail.example.com")
            .MailExchange("loop.example", 20, "backup.example.net")
            .Fail("dark.example")
            .MailExchange("addressless.example", 10, "nothing.example")
            .MailExchange("inside.example", 10, "inner.example")
            .Address("inner.example", "127.0.0.1")
            .Address("inner.example", "fd00::1")
            .MailExchange("unknown.example", 10, "who.example")
            .Fail("who.example");
        var attempt = await outpost.SendAsync($"bob@{domain}");
        Assert.Equal((result, status), (attempt.Result, attempt.Status));
        Assert.Empty(outpost.Servers.Connections);
    }

    [Fact]
    public async Task Among_the_servers_of_a_domain_that_we_are_one_of_only_better_ones_are_tried()
    {
        await using var outpost = new Outpost();
        outpost
            .Dns.MailExchange("ours.example", 5, "mx1.example.net")
            .MailExchange("ours.example", 10, "MAIL.example.com")
            .MailExchange("ours.example", 10, "mx2.example.net");
        await outpost.SendAsync("bob@ours.example");
        Assert.Equal(["192.0.2.1:25"], outpost.Servers.Connections);
    }

    [Fact]
    public async Task A_domain_without_mx_is_its_own_server_in_both_families()
    {
        await using var outpost = new Outpost();
        outpost.Dns.Address("plain.example", "2001:db8::1").Address("plain.example", "192.0.2.9");
        await outpost.SendAsync("bob@plain.example");
        Assert.Equal(["192.0.2.9:25", "[2001:db8::1]:25"], outpost.Servers.Connections);
    }

    [Theory]
    [InlineData("bob@[192.0.2.7]", "192.0.2.7:25")]
    [InlineData("bob@[IPv6:2001:db8::7]", "[2001:db8::7]:25")]
    public async Task An_address_literal_is_its_own_server(string recipient, string connection)
    {
        await using var outpost = new Outpost();
        await outpost.SendAsync(recipient);
        Assert.Equal([connection], outpost.Servers.Connections);
        Assert.Empty(outpost.Dns.Queries);
    }

    [Fact]
    public async Task Only_so_many_addresses_are_tried_at_once_and_not_all_of_one_server()
    {
        await using var outpost = new Outpost();
        for (var host = 1; host <= 5; host++)
        {
            outpost.Dns.MailExchange("wide.example", host, $"mx{host}.wide.example");
            for (var i = 1; i <= 9; i++)
                outpost.Dns.Address($"mx{host}.wide.example", $"198.51.{host}.{i}");
        }
        await outpost.SendAsync("bob@wide.example");
        Assert.Equal(
            ["198.51.1.1:25", "198.51.1.2:25", "198.51.2.1:25", "198.51.2.2:25", "198.51.3.1:25", "198.51.3.2:25"],
            outpost.Servers.Connections
        );
    }

    [Fact]
    public async Task Only_so_many_servers_are_looked_up()
    {
        await using var outpost = new Outpost();
        for (var host = 1; host <= 40; host++)
            outpost.Dns.MailExchange("long.example", host, $"mx{host}.long.example");
        Assert.Equal("5.4.4", (await outpost.SendAsync("bob@long.example")).Status);
        Assert.Equal(16, outpost.Dns.Queries.Count(query => query.StartsWith("A ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_domain_in_unicode_is_looked_up_in_a_labels()
    {
        await using var outpost = new Outpost();
        Assert.Equal("xn--mnchen-3ya.example", outpost.Transport.DestinationOf("M\u00FCnchen.example"));
    }

    [Fact]
    public async Task Private_addresses_can_be_allowed()
    {
        var dns = new MemoryDns().Address("inside.example", "10.1.2.3");
        var router = new Outbound.Routing.MxRouter(
            dns,
            new Outbound.Security.TlsPolicies(dns, sts: null),
            new Outbound.Routing.MxOptions { AllowsPrivateAddresses = true, Port = 2525 }
        );
        var steps = new List<Outbound.Routing.RouteStep>();
        await foreach (var step in router.StepsAsync("inside.example", requiresTls: false, CancellationToken.None))
            steps.Add(step);
        Assert.Equal("10.1.2.3:2525", Assert.Single(steps).Hop?.EndPoint.ToString());
    }
}
