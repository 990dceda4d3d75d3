using MailCloud.Outbound.Client;
using MailCloud.Outbound.Tests.Scripts;

namespace MailCloud.Outbound.Tests.Client;

/// <summary>Connections that are kept for the next message.</summary>
public class ReuseTests
{
    private const string Hello = "S: 220 mx.example.org ESMTP\nC: EHLO mail.example.com\nS: 250 mx.example.org\n";

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

    [Fact]
    public async Task The_next_message_goes_over_the_same_connection()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Hello + Transaction + Transaction);
        await outpost.SendAsync("bob@example.org");
        outpost.Time.Advance(TimeSpan.FromSeconds(29));
        await outpost.SendAsync("bob@example.org");
        Assert.Single(outpost.Servers.Connections);
    }

    [Fact]
    public async Task A_connection_that_nobody_needs_is_ended_after_a_while()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Hello + Transaction + "C: QUIT\nS: 221 Bye").At("192.0.2.3", Hello + Transaction);
        await outpost.SendAsync("bob@example.org");
        outpost.Time.Advance(TimeSpan.FromSeconds(30));
        await outpost.SendAsync("bob@example.org");
        Assert.Equal(2, outpost.Servers.Connections.Count);
    }

    [Fact]
    public async Task After_so_many_messages_a_connection_is_ended()
    {
        await using var outpost = new Outpost();
        outpost.Options = outpost.Options with { TransactionsPerConnection = 2 };
        outpost.Servers.At("192.0.2.3", Hello + Transaction + Transaction + "C: QUIT\nS: 221 Bye").At("192.0.2.3", Hello + Transaction);
        for (var i = 0; i < 3; i++)
            Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.org")).Result);
    }

    [Theory]
    [InlineData("DROP")]
    [InlineData("S: 421 4.4.2 Idle for too long\nDROP")]
    [InlineData("C: MAIL FROM:<alice@example.com>\nDROP")]
    [InlineData("C: MAIL FROM:<alice@example.com>\nS: 421 4.4.2 Idle for too long\nDROP")]
    public async Task A_connection_that_went_stale_is_replaced(string end)
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Hello + Transaction + end).At("192.0.2.3", Hello + Transaction);
        await outpost.SendAsync("bob@example.org");
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.org")).Result);
        Assert.Equal(2, outpost.Servers.Connections.Count);
    }

    [Fact]
    public async Task A_caller_that_leaves_in_the_middle_leaves_no_half_transaction_behind()
    {
        await using var outpost = new Outpost();
        outpost
            .Servers.At(
                "192.0.2.3",
                Hello
                    + """
                    C: MAIL FROM:<alice@example.com>
                    S: 250 Ok
                    C: RCPT TO:<nobody@example.org>
                    S: 550 5.1.1 No such user
                    C: RCPT TO:<bob@example.org>
                    S: 250 Ok
                    """
            )
            .At("192.0.2.3", Hello + Transaction);
        var both = Letters.All("nobody@example.org", "bob@example.org");
        await foreach (var outcome in outpost.Transport.SendAsync(Letters.Message(), "example.org", both, CancellationToken.None))
        {
            Assert.Equal("nobody@example.org", outcome.Recipient.Address.ToString());
            break;
        }
        Assert.True(Assert.Single(outpost.Servers.Opened).IsDisposed);
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.org")).Result);
    }

    [Fact]
    public async Task No_more_connections_to_a_destination_than_allowed()
    {
        var gate = new DestinationGate(1);
        var first = await gate.EnterAsync("example.org", CancellationToken.None);
        var second = gate.EnterAsync("example.org", CancellationToken.None).AsTask();
        using var other = await gate.EnterAsync("example.net", CancellationToken.None);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
        using var third = await gate.EnterAsync("example.org", CancellationToken.None);
    }
}
