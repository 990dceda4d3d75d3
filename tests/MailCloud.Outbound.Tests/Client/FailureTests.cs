using MailCloud.Outbound.Tests.Scripts;

namespace MailCloud.Outbound.Tests.Client;

/// <summary>Servers that refuse, go away or fall silent, at every stage. example.org has one server: there is no second try that could hide a fault.</summary>
public class FailureTests
{
    // Every line of a session, in pairs of what the server waits for and what it says.
    private static readonly string[] Session =
    [
        "S: 220 mx.example.org ESMTP",
        "C: EHLO mail.example.com\nS: 250 mx.example.org",
        "C: MAIL FROM:<alice@example.com>\nS: 250 Ok",
        "C: RCPT TO:<bob@example.org>\nS: 250 Ok",
        "C: DATA\nS: 354 Go on",
        "CONTENT\nS: 250 Ok",
    ];

    public static TheoryData<int> Stages() => [.. Enumerable.Range(0, Session.Length)];

    /// <summary>The session up to a stage, where the server does something else.</summary>
    private static string Until(int stage, string instead) =>
        string.Join('\n', [.. Session[..stage], .. Session[stage].Split('\n').SkipLast(1), instead]);

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_server_that_goes_away_leaves_a_temporary_failure(int stage)
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Until(stage, "DROP"));
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal((DeliveryResult.TemporaryFailure, "4.4.2", null), (attempt.Result, attempt.Status, attempt.ReplyCode));
        Assert.Equal(stage == Session.Length - 1, attempt.MayHaveArrived);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_server_that_falls_silent_leaves_a_temporary_failure(int stage)
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Until(stage, "HANG"));
        var sending = outpost.SendAsync("bob@example.org");
        await outpost.Servers.Hanging;
        while (!sending.IsCompleted)
        {
            outpost.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }
        var attempt = await sending;
        Assert.Equal((DeliveryResult.TemporaryFailure, "4.4.2"), (attempt.Result, attempt.Status));
        Assert.Equal(stage == Session.Length - 1, attempt.MayHaveArrived);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_temporary_refusal_is_one(int stage)
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Until(stage, "S: 451 4.3.5 Not now") + AfterRefusal(stage));
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal(
            (DeliveryResult.TemporaryFailure, 451, "4.3.5", "Not now"),
            (attempt.Result, attempt.ReplyCode, attempt.Status, attempt.Text)
        );
        Assert.False(attempt.MayHaveArrived);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_refusal_for_good_is_one(int stage)
    {
        await using var outpost = new Outpost();
        // A server that refuses EHLO is greeted once more with HELO.
        var script =
            Until(stage, "S: 554 5.7.1 Never") + (stage == 1 ? "\nC: HELO mail.example.com\nS: 554 5.7.1 Never" : AfterRefusal(stage));
        outpost.Servers.At("192.0.2.3", script);
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal(
            (DeliveryResult.PermanentFailure, 554, "5.7.1", "Never"),
            (attempt.Result, attempt.ReplyCode, attempt.Status, attempt.Text)
        );
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_server_that_says_421_is_left_without_a_farewell(int stage)
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Until(stage, "S: 421 4.3.2 Shutting down"));
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal(
            (DeliveryResult.TemporaryFailure, 421, "4.3.2", "Shutting down"),
            (attempt.Result, attempt.ReplyCode, attempt.Status, attempt.Text)
        );
    }

    [Theory]
    [InlineData("S: hello")]
    [InlineData("S: 2500 Ok")]
    [InlineData("S: 25")]
    [InlineData("S: 999 What")]
    [InlineData("S: 250-One\nS: 251 Another")]
    public async Task What_is_no_reply_ends_the_conversation(string nonsense)
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Until(2, nonsense));
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal((DeliveryResult.TemporaryFailure, "4.5.0"), (attempt.Result, attempt.Status));
    }

    [Fact]
    public async Task A_reply_without_an_end_ends_the_conversation()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Until(2, string.Join('\n', Enumerable.Repeat("S: 250-more", 200))));
        Assert.Equal("4.5.0", (await outpost.SendAsync("bob@example.org")).Status);
    }

    [Fact]
    public async Task A_line_without_an_end_ends_the_conversation()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Until(2, "S: 250 " + new string('x', 10_000)));
        Assert.Equal("4.5.0", (await outpost.SendAsync("bob@example.org")).Status);
    }

    [Fact]
    public async Task What_a_server_says_stays_in_its_line()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Until(3, "S: 550 5.1.1 No\u0007such\ruser") + AfterRefusal(3));
        Assert.Equal("No such user", (await outpost.SendAsync("bob@example.org")).Text);
    }

    [Fact]
    public async Task A_status_of_another_class_than_the_reply_is_not_believed()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At("192.0.2.3", Until(3, "S: 550 4.2.2 Over quota") + AfterRefusal(3));
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal((DeliveryResult.PermanentFailure, "5.0.0", "4.2.2 Over quota"), (attempt.Result, attempt.Status, attempt.Text));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_a_temporary_failure()
    {
        await using var outpost = new Outpost();
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal((DeliveryResult.TemporaryFailure, "4.4.1"), (attempt.Result, attempt.Status));
        Assert.Equal("mx.example.org", attempt.RemoteHost);
    }

    // RCPT and DATA that were refused leave the transaction of MAIL open.
    private static string AfterRefusal(int stage) => stage is 3 or 4 ? "\nC: RSET\nS: 250 Ok" : "";
}
