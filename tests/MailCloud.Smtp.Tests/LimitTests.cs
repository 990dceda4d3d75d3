using MailCloud.Mail.Addresses;
using MailCloud.Smtp.Commands;
using MailCloud.Testing.Connections;

namespace MailCloud.Smtp.Tests;

/// <summary>Everything that a client can send, or leave unsent, is bounded.</summary>
public class LimitTests
{
    [Fact]
    public async Task A_message_has_so_many_recipients_and_no_more()
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.MxOptions with { MaxRecipients = 100 });
        await world.Directory.AddAsync(
            new AliasAddress(new Address(IDirectory.CatchAll, "example.com"), [new Address("alice", "example.com")]),
            TestContext.Current.CancellationToken
        );
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>");
        for (var i = 0; i < 100; i++)
            await talk.SucceedAsync($"RCPT TO:<user{i}@example.com>");
        Assert.StartsWith("452 4.5.3 ", await talk.SendAsync("RCPT TO:<one-more@example.com>"));
        await talk.SucceedAsync("DATA", ".");
        Assert.Equal(100, Assert.Single(world.Spool.Messages).Envelope.Recipients.Length);
    }

    [Fact]
    public async Task A_server_that_would_take_fewer_recipients_than_it_must_does_not_start() =>
        await Assert.ThrowsAsync<ArgumentException>(() => SmtpWorld.CreateAsync(SmtpWorld.MxOptions with { MaxRecipients = 99 }));

    [Fact]
    public async Task Who_is_named_twice_is_one_recipient()
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<>", "RCPT TO:<alice@example.com>", "RCPT TO:<Alice@Example.com>", "DATA", ".");
        Assert.Single(Assert.Single(world.Spool.Messages).Envelope.Recipients);
    }

    [Theory]
    [InlineData("NOOP", 512)]
    [InlineData("RCPT TO:", 1048)]
    [InlineData("MAIL FROM:", 1192)]
    [InlineData("AUTH", 12_288)]
    public async Task A_line_has_its_length_and_no_more(string start, int maxLine)
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect();
        await talk.GreetAsync();
        // One octet less is another matter than the length, good or bad.
        Assert.DoesNotContain(
            "too long",
            await talk.SendAsync($"{start} {new string('x', maxLine - start.Length - 3)}"),
            StringComparison.Ordinal
        );
        Assert.Equal("500 5.5.2 Line too long", await talk.SendAsync($"{start} {new string('x', maxLine - start.Length - 2)}"));
        Assert.Equal("250 2.0.0 Ok", await talk.SendAsync("NOOP"));
    }

    [Fact]
    public async Task A_line_without_end_is_one_error_and_no_memory()
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect();
        await talk.GreetAsync();
        var piece = new string('x', CommandTable.MaxLine);
        for (var i = 0; i < 100; i++)
            await talk.Client.SendAsync(piece);
        Assert.Equal("500 5.5.2 Line too long", await talk.SendAsync(""));
        Assert.Equal("250 2.0.0 Ok", await talk.SendAsync("NOOP"));
    }

    [Fact]
    public async Task A_message_that_grows_too_large_is_dropped_before_its_end()
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.MxOptions with { MaxMessageOctets = 1000 });
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>", "DATA");
        Assert.Equal(1, world.Spool.Open);
        await talk.Client.SendAsync(new string('x', 1001));
        Assert.Equal(0, world.Spool.Open);
        Assert.StartsWith("552 5.3.4 ", await talk.SendAsync("\r\n."));
    }

    [Theory]
    [InlineData]
    [InlineData("MAIL FROM:<>")]
    [InlineData("MAIL FROM:<>", "RCPT TO:<alice@example.com>", "DATA")]
    [InlineData("MAIL FROM:<>", "RCPT TO:<alice@example.com>", "BDAT 2\r\n")]
    public async Task A_silent_client_is_sent_away(params string[] lines)
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync(lines);
        world.Time.Advance(world.Idle - TimeSpan.FromSeconds(1));
        Assert.Equal("", talk.Client.ReadAvailable());
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("421 4.4.2 Idle for too long, closing the connection", await talk.ReplyAsync());
        Assert.Null(await talk.ReplyAsync());
        await talk.Serving;
        Assert.Equal(0, world.Spool.Open);
    }

    [Fact]
    public async Task A_slow_client_is_not_a_silent_one()
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect();
        await talk.GreetAsync();
        var most = world.Idle - TimeSpan.FromSeconds(1);
        foreach (var line in (string[])["MAIL FROM:<>", "RCPT TO:<alice@example.com>", "DATA"])
        {
            world.Time.Advance(most);
            await talk.SucceedAsync(line);
        }
        foreach (var piece in (string[])["one\r\n", "two\r\n", "three\r\n"])
        {
            world.Time.Advance(most);
            await talk.Client.SendAsync(piece);
        }
        world.Time.Advance(most);
        Assert.StartsWith("250 ", await talk.SendAsync("."));
    }

    [Fact]
    public async Task A_client_that_takes_no_replies_does_not_hold_the_session()
    {
        var world = await SmtpWorld.CreateAsync();
        var connection = new PipeConnection(outputLimit: 1024);
        var client = connection.Client;
        var serving = world.Server.ServeAsync(connection, TestContext.Current.CancellationToken);
        await client.SendAsync(string.Concat(Enumerable.Repeat("HELP\r\n", 1000)));
        Assert.False(serving.IsCompleted);
        world.Time.Advance(world.Idle);
        world.Time.Advance(world.Idle);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            serving.WaitAsync(PipeClient.Patience, TestContext.Current.CancellationToken)
        );
    }
}
