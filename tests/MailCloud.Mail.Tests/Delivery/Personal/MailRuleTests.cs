using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Delivery.Personal;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Tests.Delivery.Personal;

/// <summary>What rules do with mail as it is delivered.</summary>
public sealed class MailRuleTests
{
    private const string Message = """
        From: =?utf-8?q?J=C3=B6rg?= <joerg@elsewhere.test>
        To: Ann <ann@example.test>
        Cc: team@example.test
        Subject: =?utf-8?q?The_H=C3=A4user?=
        List-Id: All of them <all.lists.test>

        Text.
        """;

    private readonly PersonalRoom room = new("ann", "bob", "cat");

    [Theory]
    [InlineData("from", "contains", "JÖRG", true)]
    [InlineData("from", "is", "joerg@elsewhere.test", true)]
    [InlineData("from", "is", "jörg", true)]
    [InlineData("from", "is", "joerg", false)]
    [InlineData("to", "contains", "ann <ann@", true)]
    [InlineData("to", "contains", "team", false)]
    [InlineData("cc", "is", "team@example.test", true)]
    [InlineData("subject", "contains", "häuser", true)]
    [InlineData("subject", "is", "the häuser", true)]
    [InlineData("list", "is", "all.lists.test", true)]
    [InlineData("list", "contains", "all of", true)]
    [InlineData("any", "contains", "team@", true)]
    [InlineData("any", "contains", "lists.test", true)]
    [InlineData("any", "contains", "absent", false)]
    [InlineData("size", "larger", "100", true)]
    [InlineData("size", "larger", "10000", false)]
    [InlineData("size", "smaller", "10000", true)]
    public async Task A_condition_finds_what_it_asks_for(string field, string test, string value, bool isMet)
    {
        await room.RuleAsync("ann", "r", Rule(RuleMatch.All, new RuleActions { Star = true }, Condition(field, test, value)));

        await room.DeliverAsync(Message);

        var message = Assert.Single(await room.Room.InboxAsync("ann"));
        Assert.Equal(isMet, message.Flags.HasFlag(MessageFlags.Flagged));
    }

    [Theory]
    [InlineData(RuleMatch.All, "häuser", "absent", false)]
    [InlineData(RuleMatch.Any, "häuser", "absent", true)]
    [InlineData(RuleMatch.Any, "absent", "absent", false)]
    [InlineData(RuleMatch.All, "häuser", "the", true)]
    public async Task All_or_any_of_the_conditions_are_to_be_met(RuleMatch match, string first, string second, bool isMet)
    {
        var conditions = new[] { Condition("subject", "contains", first), Condition("subject", "contains", second) };
        await room.RuleAsync("ann", "r", Rule(match, new RuleActions { MarkSeen = true }, conditions));

        await room.DeliverAsync(Message);

        Assert.Equal(isMet, Assert.Single(await room.Room.InboxAsync("ann")).Flags.HasFlag(MessageFlags.Seen));
    }

    [Fact]
    public async Task Rules_act_in_their_order_until_one_stops()
    {
        var archive = await room.MailboxAsync("ann", MailboxRole.Archive);
        await room.RuleAsync("ann", "a", Rule(new RuleActions { Star = true, Stop = true }) with { SortOrder = 3 });
        await room.RuleAsync("ann", "b", Rule(new RuleActions { MailboxId = $"F{archive}", AddKeywords = ["x"] }) with { SortOrder = 1 });
        await room.RuleAsync("ann", "c", Rule(new RuleActions { Discard = true, AddKeywords = ["X", "y"] }) with { SortOrder = 2 });
        await room.RuleAsync("ann", "d", Rule(new RuleActions { MarkSeen = true }) with { SortOrder = 4 });
        await room.RuleAsync("ann", "e", Rule(new RuleActions { MarkSeen = true }) with { IsEnabled = false });

        await room.DeliverAsync(Message);

        var message = Assert.Single(await room.Room.InboxAsync("ann", MailboxRole.Archive));
        Assert.Equal((MessageFlags.Flagged, 3ul), (message.Flags, message.Keywords));
        Assert.Empty(await room.Room.InboxAsync("ann"));
        Assert.Empty(await room.Room.InboxAsync("ann", MailboxRole.Trash));
    }

    [Fact]
    public async Task Discarded_mail_is_in_trash_and_mail_for_a_mailbox_that_is_gone_in_the_inbox()
    {
        await room.RuleAsync("ann", "r", Rule(new RuleActions { Discard = true }));
        await room.RuleAsync("bob", "r", Rule(new RuleActions { MailboxId = "F1" }));

        await room.DeliverAsync(Message);
        await room.DeliverAsync(Message, to: "bob");

        Assert.Single(await room.Room.InboxAsync("ann", MailboxRole.Trash));
        Assert.Single(await room.Room.InboxAsync("bob"));
    }

    [Fact]
    public async Task Keywords_that_find_no_room_do_not_keep_mail_away()
    {
        await room.RuleAsync(
            "ann",
            "r",
            Rule(new RuleActions { AddKeywords = [.. Enumerable.Range(0, 70).Select(n => $"k{n}")], Star = true })
        );

        await room.DeliverAsync(Message);

        Assert.Equal(
            (MessageFlags.Flagged, 0ul),
            Assert.Single(await room.Room.InboxAsync("ann")) is var message ? (message.Flags, message.Keywords) : default
        );
    }

    [Fact]
    public async Task Junk_is_junk_whatever_rules_say()
    {
        await room.RuleAsync("ann", "r", Rule(new RuleActions { Star = true, ForwardTo = "bob@example.test" }));

        await room.DeliverAsync(Message, asJunk: true);

        Assert.Equal(MessageFlags.None, Assert.Single(await room.Room.InboxAsync("ann", MailboxRole.Junk)).Flags);
        Assert.Empty(await room.Room.InboxAsync("bob"));
    }

    [Fact]
    public async Task Mail_is_forwarded_here_and_elsewhere_and_each_account_gets_it_once()
    {
        room.Room.Outgoing.IsConfigured = true;
        // A circle, and a way out of it.
        await room.RuleAsync("ann", "r", Rule(new RuleActions { ForwardTo = "bob@example.test" }));
        await room.RuleAsync("bob", "r", Rule(new RuleActions { ForwardTo = "ann@example.test", MarkSeen = true }));
        await room.RuleAsync("bob", "s", Rule(new RuleActions { ForwardTo = "out@elsewhere.test" }));

        var batch = await room.DeliverAsync(Message);
        await room.DeliverAsync(batch);

        Assert.Equal(MessageFlags.None, Assert.Single(await room.Room.InboxAsync("ann")).Flags);
        Assert.Equal(MessageFlags.Seen, Assert.Single(await room.Room.InboxAsync("bob")).Flags);
        var sent = room.Room.Outgoing.Sent[0].Envelope;
        var recipient = Assert.Single(sent.Recipients);
        Assert.Equal((new Address("out", "elsewhere.test"), NotifyOn.Never), (recipient.Address, recipient.Notify));
        // It is handed over once for each run, as the same message.
        Assert.All(room.Room.Outgoing.Sent, message => Assert.Equal(batch.Messages[0].Content, message.Content));
    }

    [Fact]
    public async Task Mail_is_forwarded_to_a_few_addresses_and_no_more()
    {
        room.Room.Outgoing.IsConfigured = true;
        for (var n = 0; n <= MailRule.MaxForwards; n++)
            await room.RuleAsync("ann", $"r{n}", Rule(new RuleActions { ForwardTo = $"out{n}@elsewhere.test" }));

        await room.DeliverAsync(Message);

        Assert.Equal(MailRule.MaxForwards, room.Room.Outgoing.Sent.Sum(sent => sent.Envelope.Recipients.Length));
    }

    [Fact]
    public async Task What_cannot_be_forwarded_stays_and_is_delivered()
    {
        await room.RuleAsync("ann", "r", Rule(new RuleActions { ForwardTo = "out@elsewhere.test" }));
        await room.RuleAsync("ann", "s", Rule(new RuleActions { ForwardTo = "nobody@example.test" }));

        await room.DeliverAsync(Message);

        Assert.Single(await room.Room.InboxAsync("ann"));
        Assert.Empty(room.Room.Outgoing.Sent);
    }

    [Fact]
    public async Task What_goes_round_in_circles_is_not_forwarded()
    {
        room.Room.Outgoing.IsConfigured = true;
        await room.RuleAsync("ann", "r", Rule(new RuleActions { ForwardTo = "out@elsewhere.test" }));

        await room.DeliverAsync(string.Concat(Enumerable.Repeat("Received: by a\n", 21)) + Message);

        Assert.Empty(room.Room.Outgoing.Sent);
        Assert.Single(await room.Room.InboxAsync("ann"));
    }

    [Fact]
    public async Task A_rule_that_is_damaged_keeps_no_mail_away()
    {
        await room.Objects.TryCommitAsync(
            MailRoom.Account("ann"),
            MailRule.Kind,
            [new("r", "{"u8.ToArray())],
            TestContext.Current.CancellationToken
        );

        await room.DeliverAsync(Message);

        Assert.Single(await room.Room.InboxAsync("ann"));
    }

    [Fact]
    public async Task An_account_without_rules_costs_one_look_in_a_while()
    {
        for (var n = 0; n < 5; n++)
            await room.DeliverAsync(Message);
        Assert.Equal(1, room.Objects.Reads);

        room.Time.Advance(PreferenceReader.Lifetime);
        await room.DeliverAsync(Message);
        Assert.Equal(2, room.Objects.Reads);
    }

    [Fact]
    public async Task Rules_that_did_not_change_are_not_read_again()
    {
        await room.RuleAsync("ann", "r", Rule(new RuleActions { Star = true }));
        await room.DeliverAsync(Message);
        var reads = room.Objects.Reads;

        room.Time.Advance(PreferenceReader.Lifetime);
        await room.DeliverAsync(Message);

        Assert.Equal(reads + 1, room.Objects.Reads);
        Assert.All(await room.Room.InboxAsync("ann"), message => Assert.Equal(MessageFlags.Flagged, message.Flags));
    }

    private static MailRule Rule(RuleActions actions) => Rule(RuleMatch.All, actions);

    private static MailRule Rule(RuleMatch match, RuleActions actions, params RuleCondition[] conditions) =>
        new()
        {
            Match = match,
            Conditions = conditions,
            Actions = actions,
        };

    private static RuleCondition Condition(string field, string test, string value) =>
        new(Enum.Parse<RuleField>(field, ignoreCase: true), Enum.Parse<RuleTest>(test, ignoreCase: true), value);
}
