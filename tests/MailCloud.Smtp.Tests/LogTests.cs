using MailCloud.Testing;

namespace MailCloud.Smtp.Tests;

/// <summary>One line per accepted message and per refusal; no secret and nothing of a message in any.</summary>
public class LogTests
{
    [Fact]
    public async Task Accepting_and_refusing_are_a_line_each()
    {
        var log = new RecordedLog<SmtpServer>();
        var world = await SmtpWorld.CreateAsync(logger: log);
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>");
        await talk.SendAsync("RCPT TO:<nobody@example.com>");
        await talk.SucceedAsync("RCPT TO:<alice@example.com>", "DATA", "Subject: private matter\r\n\r\nvery private\r\n.");
        await talk.SendAsync("private NONSENSE");
        await talk.SucceedAsync("QUIT");

        Assert.Collection(
            log.Lines,
            line => Assert.EndsWith(" 192.0.2.1:40000: refused RCPT TO:<nobody@example.com>: 550 5.1.1 No such address here", line),
            line =>
            {
                Assert.Contains(" 192.0.2.1:40000: accepted ", line, StringComparison.Ordinal);
                Assert.EndsWith(" from <carol@example.net> ((null)) for 1 recipients, 41 octets", line);
            },
            line => Assert.EndsWith(": refused -: 500 5.5.1 Command not recognized", line)
        );
    }

    [Fact]
    public async Task Passwords_and_messages_are_in_no_line()
    {
        var log = new RecordedLog<SmtpServer>();
        var world = await SmtpWorld.CreateAsync(SmtpWorld.SubmissionsOptions, log);
        var talk = world.Connect(Testing.Connections.PipeConnection.Encrypted);
        await talk.GreetAsync();
        await talk.SendAsync("AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdyb25n");
        await talk.SendAsync("AUTH PLAIN !AGFsaWNlQGV4YW1wbGUuY29tAHdyb25n");
        await talk.SendAsync("AUTH LOGIN YWxpY2VAZXhhbXBsZS5jb20=");
        await talk.SendAsync("not-base64-secret");
        await talk.SendAsync(SmtpWorld.LogIn);
        await talk.SendAsync(SmtpWorld.LogIn);
        await talk.SucceedAsync(
            "MAIL FROM:<alice@example.com>",
            "RCPT TO:<bob@example.com>",
            "DATA",
            "Subject: private\r\n\r\nprivate\r\n."
        );

        Assert.Equal(5, log.Lines.Count);
        foreach (var secret in (string[])["AGFs", "YWxp", "wrong", "secret", "private", "alice@example.com\0"])
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SpoolFault.Begin, "DATA")]
    [InlineData(SpoolFault.Write, "DATA", "text\r\n.")]
    [InlineData(SpoolFault.Complete, "DATA", "text\r\n.")]
    [InlineData(SpoolFault.Begin, "BDAT 2\r\n")]
    [InlineData(SpoolFault.Write, "BDAT 2\r\n")]
    public async Task Why_storage_failed_is_in_the_log(SpoolFault fault, params string[] lines)
    {
        var log = new RecordedLog<SmtpServer>();
        var world = await SmtpWorld.CreateAsync(logger: log);
        world.Spool.Fault = fault;
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<>", "RCPT TO:<alice@example.com>");
        foreach (var line in lines)
            await talk.SendAsync(line);

        Assert.Collection(
            log.Lines,
            line => Assert.EndsWith(": storage does not answer", line),
            line => Assert.EndsWith(": 451 4.3.0 Storage is not available, try again later", line)
        );
    }

    [Fact]
    public async Task A_line_of_the_log_is_one_line()
    {
        var log = new RecordedLog<SmtpServer>();
        var world = await SmtpWorld.CreateAsync(logger: log);
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SendAsync("MAIL FROM:<a\x1B[2J\x07\x00\xC2\x85\xE2\x80\xA8@example.net>");
        Assert.EndsWith(": refused MAIL FROM:<a?[2J????@example.net>: 501 5.5.2 @ expected", Assert.Single(log.Lines));
    }
}
