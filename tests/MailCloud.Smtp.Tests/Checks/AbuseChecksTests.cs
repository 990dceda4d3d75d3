using System.Net;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Greylisting;
using MailCloud.Mail.Store;
using MailCloud.Smtp.Checks;
using MailCloud.Testing;
using MailCloud.Testing.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Smtp.Tests.Checks;

/// <summary>The measures that take time, and those of whom they do not concern. What they say is in the transcripts <c>check-….txt</c>.</summary>
public class AbuseChecksTests
{
    private static readonly AbuseSettings Strict = new()
    {
        ClientConnectionsPerMinute = 1,
        ClientMessagesPerMinute = 1,
        ClientRecipientsPerMinute = 1,
        ClientUnknownRecipientsPerHour = 1,
        GreetingDelay = TimeSpan.FromSeconds(2),
    };

    [Fact]
    public async Task A_stranger_waits_for_its_first_greeting_and_for_no_other_of_the_day()
    {
        var world = await WorldAsync(Strict with { ClientConnectionsPerMinute = 0 });
        var talk = world.Connect();
        var greeting = talk.ReplyAsync();
        world.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(greeting.IsCompleted);
        await world.AdvanceUntilAsync(greeting);
        Assert.StartsWith("220 ", await greeting);

        Assert.StartsWith("220 ", await world.Connect().ReplyAsync());
        world.Time.Advance(TimeSpan.FromDays(1));
        var next = world.Connect().ReplyAsync();
        Assert.False(next.IsCompleted);
        await world.AdvanceUntilAsync(next);
    }

    [Fact]
    public async Task Who_speaks_while_it_should_wait_is_sent_away_and_stays_unknown()
    {
        var world = await WorldAsync(Strict with { ClientConnectionsPerMinute = 0 });
        for (var i = 0; i < 2; i++)
        {
            var talk = world.Connect();
            await talk.Client.SendLineAsync("EHLO client.example");
            Assert.StartsWith("554 5.5.1 ", await talk.ReplyAsync());
            Assert.Null(await talk.ReplyAsync());
            await talk.Serving;
        }
    }

    [Theory]
    [InlineData("EHLO", "192.0.2.1", true)]
    [InlineData("HELO", "192.0.2.1", true)]
    [InlineData("EHLO", "10.0.0.1", false)]
    public async Task Who_does_not_wait_for_the_answer_to_hello_is_sent_away(string hello, string from, bool isRefused)
    {
        var world = await WorldAsync(new AbuseSettings());
        var talk = world.Connect(from: new IPEndPoint(IPAddress.Parse(from), 40_000));
        Assert.StartsWith("220 ", await talk.ReplyAsync());
        await talk.Client.SendAsync($"{hello} client.example\r\nMAIL FROM:<carol@example.net>\r\n");
        var reply = await talk.ReplyAsync();
        if (isRefused)
        {
            Assert.StartsWith("554 5.5.1 ", reply);
            Assert.Null(await talk.ReplyAsync());
        }
        else
        {
            Assert.StartsWith("250", reply);
            Assert.StartsWith("250 2.1.0 ", await talk.ReplyAsync());
        }
    }

    [Fact]
    public async Task Who_leaves_while_it_should_wait_is_just_gone()
    {
        var world = await WorldAsync(Strict);
        var talk = world.Connect();
        await talk.Client.EndAsync();
        await talk.Serving.WaitAsync(PipeClient.Patience);
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_either()
    {
        var world = await WorldAsync(Strict);
        using var shutdown = new CancellationTokenSource();
        var talk = world.Connect(shutdown: shutdown.Token);
        await shutdown.CancelAsync();
        Assert.StartsWith("421 4.3.2 ", await talk.ReplyAsync());
    }

    [Fact]
    public async Task Rates_are_those_of_a_minute()
    {
        var world = await WorldAsync(Strict with { GreetingDelay = TimeSpan.Zero });
        Assert.StartsWith("220 ", await world.Connect().ReplyAsync());
        Assert.StartsWith("421 4.7.0 ", await world.Connect().ReplyAsync());
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.StartsWith("220 ", await world.Connect().ReplyAsync());
    }

    [Fact]
    public async Task After_a_few_wrong_guesses_each_answer_takes_its_time()
    {
        var settings = new AbuseSettings { ClientUnknownRecipientsPerHour = 3 };
        var world = await WorldAsync(settings);
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>");
        Assert.StartsWith("550 5.1.1 ", await talk.SendAsync("RCPT TO:<aaron@example.com>"));

        foreach (var guess in (string[])["abby", "abe"])
        {
            var reply = talk.SendAsync($"RCPT TO:<{guess}@example.com>");
            Assert.False(reply.IsCompleted);
            await world.AdvanceUntilAsync(reply);
            Assert.StartsWith("550 5.1.1 ", await reply);
        }
        Assert.StartsWith("421 4.7.0 ", await talk.SendAsync("RCPT TO:<ada@example.com>"));
        Assert.Null(await talk.ReplyAsync());

        // The next connection begins where this one ended, for addresses that do not exist.
        talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>");
        Assert.StartsWith("421 4.7.0 ", await talk.SendAsync("RCPT TO:<adam@example.com>"));
    }

    public static TheoryData<string> WhomNothingConcerns() => ["127.0.0.1", "10.1.2.3", "2001:db8:ffff::1", "203.0.113.1"];

    [Theory]
    [MemberData(nameof(WhomNothingConcerns))]
    public async Task Who_is_no_stranger_is_not_counted(string address)
    {
        var options = SmtpWorld.MxOptions with
        {
            TrustedNetworks = [IPNetwork.Parse("203.0.113.0/24")],
            WelcomeNetworks = [IPNetwork.Parse("2001:db8:ffff::/48")],
        };
        var world = await WorldAsync(Strict, options);
        for (var i = 0; i < 3; i++)
        {
            var talk = world.Connect(from: new IPEndPoint(IPAddress.Parse(address), 40_000));
            await talk.GreetAsync();
            await talk.SucceedAsync("MAIL FROM:<>", "RCPT TO:<alice@example.com>", "RCPT TO:<bob@example.com>");
            Assert.StartsWith("550 5.1.1 ", await talk.SendAsync("RCPT TO:<nobody@example.com>"));
        }
    }

    [Fact]
    public async Task An_account_has_one_measure_for_all_ports()
    {
        var settings = new AbuseSettings { AccountRecipientsPerHour = 100, AccountRecipientsPerDay = 2 };
        var world = await WorldAsync(settings, SmtpWorld.SubmissionsOptions);
        var talk = await world.LogInAsync();
        await talk.SucceedAsync("MAIL FROM:<alice@example.com>", "RCPT TO:<bob@example.com>");
        talk = await world.LogInAsync();
        await talk.SucceedAsync("MAIL FROM:<alice@example.com>", "RCPT TO:<bob@example.com>");
        Assert.Contains("within a day", await talk.SendAsync("RCPT TO:<alice@example.com>"), StringComparison.Ordinal);
        world.Time.Advance(TimeSpan.FromHours(12));
        await talk.SucceedAsync("RCPT TO:<alice@example.com>");
    }

    [Fact]
    public async Task A_sender_that_comes_back_is_let_in_and_one_that_does_not_is_not()
    {
        var world = await WorldAsync(new AbuseSettings { GreylistKey = "a key of the test's" });
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>");
        Assert.Equal("451 4.7.1 Not seen before, try again in a few minutes", await talk.SendAsync("RCPT TO:<alice@example.com>"));
        world.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.StartsWith("451 4.7.1 ", await talk.SendAsync("RCPT TO:<alice@example.com>"));
        Assert.StartsWith("550 5.1.1 ", await talk.SendAsync("RCPT TO:<nobody@example.com>"));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await talk.SucceedAsync("RCPT TO:<alice@example.com>");
        Assert.StartsWith("451 4.7.1 ", await talk.SendAsync("RCPT TO:<bob@example.com>"));

        // Back from a neighbour; not from elsewhere.
        await RecipientAsync(world, "192.0.2.200", "250 2.1.5 ");
        await RecipientAsync(world, "198.51.100.1", "451 4.7.1 ");
        await RecipientAsync(world, "127.0.0.1", "250 2.1.5 ");
    }

    [Fact]
    public async Task Who_writes_to_a_postmaster_does_not_wait()
    {
        var world = await WorldAsync(new AbuseSettings { GreylistKey = "a key of the test's" });
        await world.Directory.UpdateDomainAsync(
            "example.com",
            domain => domain with { Postmaster = new Address("alice", "example.com") },
            CancellationToken.None
        );
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>");
        await talk.SucceedAsync("RCPT TO:<abuse@example.com>");
        await talk.SucceedAsync("RCPT TO:<PostMaster@example.com>");
        Assert.StartsWith("451 4.7.1 ", await talk.SendAsync("RCPT TO:<alice@example.com>"));
    }

    [Fact]
    public async Task A_greylist_that_does_not_answer_holds_up_no_mail()
    {
        var world = await WorldAsync(new AbuseSettings { GreylistKey = "a key of the test's" }, greylist: new FailingGreylist());
        await RecipientAsync(world, "192.0.2.1", "250 2.1.5 ");
    }

    private static async Task RecipientAsync(SmtpWorld world, string address, string reply)
    {
        var talk = world.Connect(from: new IPEndPoint(IPAddress.Parse(address), 40_000));
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>");
        Assert.StartsWith(reply, await talk.SendAsync("RCPT TO:<alice@example.com>"));
    }

    private sealed class FailingGreylist : IGreylist
    {
        public ValueTask<GreylistClient> FindAsync(string network, CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("The greylist fails, as the test wants it to.");

        public ValueTask SetAsync(string network, GreylistClient client, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing was found that could be changed.");

        public ValueTask PruneAsync(DateTimeOffset now, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private static async Task<SmtpWorld> WorldAsync(AbuseSettings settings, SmtpOptions? options = null, IGreylist? greylist = null)
    {
        options ??= SmtpWorld.MxOptions;
        var world = await SmtpWorld.CreateAsync(options with { IdleTimeout = TimeSpan.FromDays(7) });
        var abuse = new AbuseChecks(
            settings,
            new MemoryDns(),
            greylist ?? new MemoryGreylist(),
            world.Time,
            NullLogger<AbuseChecks>.Instance
        );
        return world.With(checks => abuse.AddTo(checks, options));
    }
}
