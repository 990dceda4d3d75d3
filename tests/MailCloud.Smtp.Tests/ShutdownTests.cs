namespace MailCloud.Smtp.Tests;

/// <summary>A server that stops says so, and finishes what it is about to accept.</summary>
public class ShutdownTests
{
    [Fact]
    public async Task A_waiting_client_is_told()
    {
        var world = await SmtpWorld.CreateAsync();
        using var shutdown = new CancellationTokenSource();
        var talk = world.Connect(shutdown: shutdown.Token);
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<>");
        await shutdown.CancelAsync();
        Assert.Equal("421 4.3.2 Service is shutting down, try again", await talk.ReplyAsync());
        Assert.Null(await talk.ReplyAsync());
        await talk.Serving;
    }

    [Fact]
    public async Task A_message_on_its_way_is_still_taken()
    {
        var world = await SmtpWorld.CreateAsync();
        using var shutdown = new CancellationTokenSource();
        var talk = world.Connect(shutdown: shutdown.Token);
        await talk.GreetAsync();
        await talk.SucceedAsync(
            "MAIL FROM:<>",
            "RCPT TO:<alice@example.com>",
            "DATA",
            "one\r\n..\r\n.",
            "MAIL FROM:<>",
            "RCPT TO:<alice@example.com>",
            "DATA"
        );
        await talk.Client.SendLineAsync("half");
        await shutdown.CancelAsync();
        Assert.Equal("", talk.Client.ReadAvailable());
        Assert.StartsWith("250 2.0.0 Accepted as ", await talk.SendAsync("."));
        Assert.StartsWith("421 4.3.2 ", await talk.ReplyAsync());
        Assert.Null(await talk.ReplyAsync());
        Assert.Equal(2, world.Spool.Messages.Count);
    }

    [Fact]
    public async Task A_server_that_stops_takes_no_new_client()
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect(shutdown: new CancellationToken(canceled: true));
        Assert.StartsWith("220 ", await talk.ReplyAsync());
        Assert.StartsWith("421 4.3.2 ", await talk.ReplyAsync());
        Assert.Null(await talk.ReplyAsync());
    }
}
