namespace MailCloud.Imap.Tests.Session;

/// <summary>What clients can make us hold: strangers little in each connection, users a set limit.</summary>
[Collection(nameof(StrangerMemoryTests))]
[CollectionDefinition(nameof(StrangerMemoryTests), DisableParallelization = true)]
public class StrangerMemoryTests
{
    private const int Connections = 200;
    private const int Limit = 256 * 1024;
    private const int Users = 40;
    private const int LimitOfUser = 1024 * 1024;

    // Each stops where it holds most: the server waits for the rest.
    public static TheoryData<string> Abuses() =>
        [
            // A line that does not end.
            "A LOGIN " + new string('x', 8_000),
            // Literals up to all that a command may be.
            "A LOGIN {4000+}\r\n" + new string('x', 4_000) + " {3900+}\r\n" + new string('x', 3_800),
            // Parentheses inside each other.
            "A ID " + new string('(', 8_000),
            // As many arguments as there is room for.
            "A ID (" + string.Concat(Enumerable.Repeat("\"a\" NIL ", 900)),
            // Commands and commands, and a line in which much is wrong.
            string.Concat(Enumerable.Repeat("A NOOP\r\n", 2_000))
                + "A AUTHENTICATE PLAIN "
                + new string('A', 8_000),
        ];

    [Theory]
    [MemberData(nameof(Abuses))]
    public async Task A_client_before_login_makes_us_hold_little(string abuse)
    {
        await using var world = await ImapWorld.NewAsync();
        await ConnectAsync(world, "A NOOP\r\n");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var number = 0; number < Connections; number++)
            await ConnectAsync(world, abuse);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Connections;
        TestContext.Current.SendDiagnosticMessage($"{each / 1024} KiB for a connection with {abuse[..12].Trim()}");
        // What others left behind may be freed meanwhile, so that it comes to less than nothing.
        Assert.InRange(each, -Limit, Limit);
    }

    public static TheoryData<string> AbusesOfUsers() =>
        [
            "A SELECT " + new string('x', 65_000),
            // Literals up to all that a command may be.
            "B SEARCH" + string.Concat(Enumerable.Repeat(" TEXT {50000+}\r\n" + new string('y', 50_000), 3)),
            "A SELECT INBOX\r\nB FETCH " + string.Concat(Enumerable.Range(1, 12_000).Select(number => $"{2 * number},")),
            "A SELECT INBOX\r\nB SEARCH " + new string('(', 65_000),
            "A COMPRESS DEFLATE\r\n",
        ];

    [Theory]
    [MemberData(nameof(AbusesOfUsers))]
    public async Task A_client_after_login_has_a_limit_too(string abuse)
    {
        await using var world = await ImapWorld.NewAsync();
        await world.LogInAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var number = 0; number < Users; number++)
        {
            var client = await world.LogInAsync();
            await client.SendAsync(abuse);
            client.ReadAvailable();
        }
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Users;
        TestContext.Current.SendDiagnosticMessage($"{each / 1024} KiB for a user with {abuse[..12].Trim()}");
        Assert.InRange(each, -LimitOfUser, LimitOfUser);
    }

    private static async Task ConnectAsync(ImapWorld world, string text)
    {
        var (client, _) = world.Connect();
        await client.ReadLineAsync();
        await client.SendAsync(text);
        client.ReadAvailable();
    }
}
