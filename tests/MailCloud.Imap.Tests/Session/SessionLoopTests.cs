namespace MailCloud.Imap.Tests.Session;

/// <summary>What a session does when time passes, the server stops, storage does not answer, or the client does not read.</summary>
public class SessionLoopTests
{
    [Fact]
    public async Task A_stranger_is_thrown_out_after_a_minute()
    {
        await using var world = await ImapWorld.NewAsync();
        var (client, serving) = world.Connect();
        await client.ReadLineAsync();
        world.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(serving.IsCompleted);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("* BYE You were silent for too long", await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_user_is_thrown_out_after_half_an_hour()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.LogInAsync();
        world.Time.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, "NOOP"));
        world.Time.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, "NOOP"));
        world.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("* BYE You were silent for too long", await client.ReadLineAsync());
    }

    [Fact]
    public async Task Idle_never_ends_and_says_so_every_two_minutes()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.LogInAsync();
        await ImapWorld.RunAsync(client, "SELECT INBOX");
        await client.SendLineAsync("T IDLE");
        Assert.Equal("+ Idling", await client.ReadLineAsync());
        for (var minutes = 0; minutes < 120; minutes += 2)
        {
            world.Time.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal("* OK Still here", await client.ReadLineAsync());
        }
        await client.SendLineAsync("DONE");
        Assert.Equal("T OK Done", await client.ReadLineAsync());
        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, "NOOP"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_stops_says_good_bye(bool idle)
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.LogInAsync();
        if (idle)
        {
            await client.SendLineAsync("T IDLE");
            Assert.Equal("+ Idling", await client.ReadLineAsync());
        }
        await world.Stopping.CancelAsync();
        Assert.Equal("* BYE The server is stopping; connect again", await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task When_storage_does_not_answer_the_session_lives_on()
    {
        FailingStore? store = null;
        await using var world = await ImapWorld.NewAsync(memory => store = new FailingStore(memory));
        var client = await world.LogInAsync();
        await ImapWorld.RunAsync(client, "SELECT INBOX");

        store!.Fails = true;
        const string unavailable = "T NO [UNAVAILABLE] Storage does not answer; try again";
        Assert.Equal([unavailable], await ImapWorld.RunAsync(client, "CREATE Work"));
        Assert.Equal([unavailable], await ImapWorld.RunAsync(client, "APPEND INBOX {4+}\r\n\r\n\r\n"));
        // Without a state there would be nothing to tell changes against.
        Assert.Equal([unavailable], await ImapWorld.RunAsync(client, "ENABLE METADATA"));
        // There is no news, but nothing was asked for either.
        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, "NOOP"));

        store.Fails = false;
        Assert.Equal(["T OK [MAILBOXID (F5227207)] Created"], await ImapWorld.RunAsync(client, "CREATE Work"));
        var appended = await ImapWorld.RunAsync(client, "APPEND INBOX {4+}\r\n\r\n\r\n");
        Assert.Equal("* 1 EXISTS", appended[0]);
    }

    [Fact]
    public async Task Idle_outlives_a_storage_that_does_not_answer()
    {
        FailingStore? store = null;
        await using var world = await ImapWorld.NewAsync(memory => store = new FailingStore(memory));
        var client = await world.LogInAsync();
        var other = await world.LogInAsync();
        await ImapWorld.RunAsync(client, "SELECT INBOX");
        store!.Fails = true;
        await client.SendLineAsync("T IDLE");
        Assert.Equal("+ Idling", await client.ReadLineAsync());
        store.Fails = false;
        await ImapWorld.RunAsync(other, "APPEND INBOX {4+}\r\n\r\n\r\n");
        world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("* 1 EXISTS", await client.ReadLineAsync());
    }

    [Fact]
    public async Task An_account_that_was_removed_ends_its_sessions()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.LogInAsync();
        await ImapWorld.RunAsync(client, "SELECT INBOX");
        await world.Memory.RemoveAccountAsync(ImapWorld.Alice, default);
        var lines = await ImapWorld.RunAsync(client, "NOOP");
        Assert.Equal("* BYE This account does not exist any more", lines[0]);
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_batch_of_commands_is_answered_though_nobody_reads_yet()
    {
        await using var world = await ImapWorld.NewAsync();
        var (client, serving) = world.Connect(outputLimit: 64 * 1024);
        await client.SendAsync("L LOGIN alice@example.com secret\r\n");
        await client.SendAsync(string.Concat(Enumerable.Repeat("T LIST \"\" *\r\n", 1000)) + "U LOGOUT\r\n");
        Assert.False(serving.IsCompleted);
        var answers = await client.ReadToEndAsync();
        Assert.Equal(6000, answers.Split("* LIST ").Length - 1);
        Assert.EndsWith("* BYE Good-bye\r\nU OK Done\r\n", answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_never_reads_does_not_hold_the_session_for_ever()
    {
        await using var world = await ImapWorld.NewAsync();
        var (client, serving) = world.Connect(outputLimit: 4 * 1024);
        await client.SendAsync("L LOGIN alice@example.com secret\r\n");
        await client.SendAsync(string.Concat(Enumerable.Repeat("T LIST \"\" *\r\n", 1000)));
        await world.AdvanceUntilAsync(serving, TimeSpan.FromMinutes(31));
    }
}
