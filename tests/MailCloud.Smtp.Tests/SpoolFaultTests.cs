using MailCloud.Testing;

namespace MailCloud.Smtp.Tests;

/// <summary>Invariant: what is answered with 250 is in the spool, and what is not is not.</summary>
public class SpoolFaultTests
{
    [Theory]
    [InlineData(SpoolFault.Begin)]
    [InlineData(SpoolFault.Write)]
    [InlineData(SpoolFault.Complete)]
    public async Task A_spool_that_fails_is_told_as_451_and_the_next_try_succeeds(SpoolFault fault)
    {
        var world = await SmtpWorld.CreateAsync();
        world.Spool.Fault = fault;
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>");
        var reply = await talk.SendAsync("DATA");
        if (fault is not SpoolFault.Begin)
        {
            Assert.StartsWith("354 ", reply);
            reply = await talk.SendAsync("Subject: hello\r\n\r\nHello\r\n.");
        }
        Assert.Equal("451 4.3.0 Storage is not available, try again later", reply);
        Assert.Empty(world.Spool.Messages);
        Assert.Equal(0, world.Spool.Open);

        world.Spool.Fault = SpoolFault.None;
        await talk.SucceedAsync("RSET", "MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>", "DATA", "Hello\r\n.");
        Assert.Equal("Hello\r\n", Assert.Single(world.Spool.Messages).Text);
    }

    [Fact]
    public async Task A_spool_that_fails_in_the_middle_still_reads_to_the_end()
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>", "DATA");
        await talk.Client.SendLineAsync("one");
        world.Spool.Fault = SpoolFault.Write;
        await talk.Client.SendLineAsync("two");
        // Storage is back, but the message has a hole: it stays refused.
        world.Spool.Fault = SpoolFault.None;
        await talk.Client.SendLineAsync("three");
        Assert.Equal("", talk.Client.ReadAvailable());
        Assert.Equal(0, world.Spool.Open);

        Assert.StartsWith("451 4.3.0 ", await talk.SendAsync("."));
        Assert.Empty(world.Spool.Messages);
    }

    [Fact]
    public async Task A_directory_that_fails_is_told_as_451()
    {
        var world = await SmtpWorld.CreateAsync(wrap: directory => new FailingDirectory(directory));
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>");
        Assert.Equal("451 4.3.0 Storage is not available, try again later", await talk.SendAsync("RCPT TO:<alice@example.com>"));
        Assert.StartsWith("554 5.5.1 ", await talk.SendAsync("DATA"));
    }

    [Fact]
    public async Task A_log_in_that_cannot_be_checked_is_told_as_454_and_does_not_count_as_wrong()
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.SubmissionsOptions, wrap: directory => new FailingDirectory(directory));
        var talk = world.Connect(Testing.Connections.PipeConnection.Encrypted);
        await talk.GreetAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal("454 4.7.0 Temporary authentication failure", await talk.SendAsync(SmtpWorld.LogIn));
    }
}
