using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Testing.Connections;
using MailCloud.Testing.Transcripts;
using Xunit.Sdk;

namespace MailCloud.Protocol.Tests.Transcripts;

/// <summary>The player against a toy engine: what it accepts, and above all what it does not.</summary>
public class TranscriptPlayerTests
{
    private const string Hello = "S: hello\n";

    public static TheoryData<Pace> Paces => [Pace.Whole, Pace.OctetByOctet];

    [Theory]
    [MemberData(nameof(Paces))]
    public async Task PlaysEveryKindOfStep(Pace pace)
    {
        const string Text = """
            # A toy protocol.
            tls: no

            S: hello
            C: say one
            S: one
            C: say a
            C: say b
            S{
            S: b
            S: a
            S}
            C: say (id 42)
            S: (id $number)
            C: say $number $Junk \x41\Seen
            S: $number $Junk A\x5CSeen
            C: say whatever it is
            S: what$*is
            C~ say
            C:  two halves
            S: two halves
            C{{
            say # no comment
            say C: no step
            }}
            S{{
            # no comment
            C: no step
            }}
            C2: say second
            S2: hello
            S2: second
            C2: quit
            S2: <closed>
            C: tls
            C: say injected
            S: go
            C-starttls
            C: say encrypted
            S: encrypted
            C-leave
            S: <closed>
            """;
        await PlayAsync(Text, pace);
    }

    [Theory]
    [InlineData("C: say one\nS: two", "toy.txt:3\nexpected two\n  actual one")]
    [InlineData("C: say one\nC: say two\nS: one", "more than is written:\ntwo")]
    [InlineData("C: say more\nS: <closed>", "toy.txt:3")]
    [InlineData("C: quit\nS: bye", "toy.txt:3\nexpected bye\n  actual <closed>")]
    [InlineData("C: half\nC: quit\nS: x", "ended within a line: x")]
    [InlineData("C: say 1\nS: $x\nC: say 2\nS: $x", "toy.txt:5")]
    [InlineData("C: say 1 2\nS: $x $x", "toy.txt:3")]
    [InlineData("C: say (1)\nS: $x", "toy.txt:3")]
    [InlineData("C: say b\nS{\nS: a\nS}", "toy.txt:4")]
    [InlineData("C: say a\nC: say b\nS{\nS: a\nS: a\nS}", "toy.txt:6\nexpected a\n  actual b")]
    [InlineData("C: say $x", "toy.txt:2")]
    public async Task FailsWhereTheServerSaysSomethingElse(string text, string message)
    {
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => PlayAsync(Hello + text, Pace.Whole));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEngineThatFailsFailsTheTranscript() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => PlayAsync(Hello + "C: crash\nS: x", Pace.Whole));

    [Theory]
    [InlineData("nonsense", "toy.txt:1")]
    [InlineData("colour: red", "toy.txt:1")]
    [InlineData("S: x\nuser: a@example.com b", "toy.txt:2")]
    [InlineData("C{{\nx", "toy.txt:1")]
    [InlineData("S{\nC: x\nS}", "toy.txt:2")]
    [InlineData("S-leave", "toy.txt:1")]
    [InlineData("S~ x", "toy.txt:1")]
    public void RefusesWhatIsNoTranscript(string text, string message)
    {
        var failure = Assert.Throws<FormatException>(() => Transcript.Parse("toy.txt", text));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user: alice secret")]
    [InlineData("tls: perhaps")]
    [InlineData("mailbox: INBOX plain")]
    public async Task RefusesHeadersThatSayNothing(string header) =>
        await Assert.ThrowsAsync<FormatException>(() => PlayAsync(header, Pace.Whole));

    [Fact]
    public async Task AHeaderPutsMessagesIntoMailboxes()
    {
        const string Text = """
            user: alice@example.com secret
            mailbox: INBOX plain, dots \Seen \Flagged, octets-1000 $Forwarded
            mailbox: "Old mail" reply
            option: speed very slow
            """;
        TranscriptWorld? world = null;
        var transcript = Transcript.Parse("toy.txt", Text);
        var player = new TranscriptPlayer(
            (_, _) => ToyEngine.ServeAsync,
            time => ValueTask.FromResult(world = TranscriptWorld.InMemory(time))
        );
        await player.PlayAsync(transcript, Pace.Whole);

        Assert.Equal("very slow", transcript.Option("speed"));
        Assert.Null(transcript.Option("spee"));
        var account = new AccountId("alice@example.com");
        Assert.NotNull(world);
        var outcome = await world
            .MechanismsFor(transcript)
            .VerifyAsync(
                new PipeConnection(PipeConnection.Encrypted),
                MailServices.Imap,
                "alice@example.com",
                "secret",
                TestContext.Current.CancellationToken
            );
        Assert.Equal(account, outcome.Account);
        var state = await world.Store.ReadAsync(account, StateDepth.Messages, TestContext.Current.CancellationToken);
        Assert.NotNull(state);
        var inbox = state.Messages(state.Directory.Find("INBOX")!.Id);
        Assert.Equal(3, inbox.Count);
        Assert.Equal(MessageFlags.Seen | MessageFlags.Flagged, inbox[1].Flags);
        Assert.Equal(1000, inbox[2].Size);
        Assert.Equal(["$Forwarded"], inbox.Keywords.NamesOf(inbox[2].Keywords));
        Assert.Equal(1, state.Directory.Find("Old mail")!.Tally.Messages);
    }

    [Fact]
    public async Task OneOctetAtATimeIsJustThat()
    {
        var arrived = new List<long>();
        var player = new TranscriptPlayer((_, _) => (connection, cancellationToken) => CountAsync(connection, arrived, cancellationToken));
        await player.PlayAsync(Transcript.Parse("toy.txt", "C: ab\nS: seen\nC: c\nS: seen"), Pace.OctetByOctet);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1], arrived);
    }

    private static async Task CountAsync(IConnection connection, List<long> arrived, CancellationToken cancellationToken)
    {
        while (await connection.Input.ReadAsync(cancellationToken) is { IsCompleted: false } read)
        {
            arrived.Add(read.Buffer.Length);
            var ends = Segments.Text(read.Buffer).EndsWith('\n');
            connection.Input.AdvanceTo(read.Buffer.End);
            if (!ends)
                continue;
            connection.Output.WriteLine("seen"u8);
            await connection.Output.FlushAsync(cancellationToken);
        }
    }

    private static Task PlayAsync(string text, Pace pace) =>
        new TranscriptPlayer((_, _) => ToyEngine.ServeAsync).PlayAsync(Transcript.Parse("toy.txt", text), pace);
}
