using System.Text;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Store;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>What a client is told when octets of a message cannot be had: never half an answer that looks whole.</summary>
public class FaultTests
{
    private static readonly NewMail Mail = new("Subject: Lunch\r\n\r\nShall we meet at noon?\r\n"u8.ToArray(), MessageFlags.Seen);

    [Fact]
    public async Task Storage_that_does_not_answer_is_a_NO_without_any_response()
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.OpenInboxAsync();
        (store.Gives, store.Failure) = (0, static _ => new StoreUnavailableException("Out for a test."));

        Assert.Equal(["T NO [UNAVAILABLE] Storage does not answer; try again"], await FetchAsync(client, "(UID BODY[])"));
        Assert.Equal(["T NO [UNAVAILABLE] Storage does not answer; try again"], await FetchAsync(client, "BODY[HEADER.FIELDS (Subject)]"));
        Assert.Equal(["T NO [UNAVAILABLE] Storage does not answer; try again"], await FetchAsync(client, "(UID BINARY[1])"));

        store.Gives = int.MaxValue;
        Assert.Equal("T OK Done", (await FetchAsync(client, "BODY[]"))[^1]);
    }

    [Fact]
    public async Task Messages_before_the_one_that_fails_are_whole()
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.OpenInboxAsync();
        (store.Gives, store.WholeCopies, store.Failure) = (0, 1, static _ => new StoreUnavailableException("Out for a test."));

        var lines = await ImapWorld.RunAsync(client, "FETCH 1:2 BODY[TEXT]");

        Assert.Equal(
            ["* 1 FETCH (BODY[TEXT] {24}", "Shall we meet at noon?", ")", "T NO [UNAVAILABLE] Storage does not answer; try again"],
            lines
        );
    }

    /// <summary>The message that the client was not sent has become a read one all the same.</summary>
    [Fact]
    public async Task Flags_that_a_failed_answer_did_not_tell_are_told_with_the_next()
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var unseen = new NewMail("\r\nHi\r\n"u8.ToArray());
        await world.AppendAsync(unseen, unseen);
        var client = await world.OpenInboxAsync();
        (store.Gives, store.WholeCopies, store.Failure) = (0, 1, static _ => new StoreUnavailableException("Out for a test."));
        var lines = await ImapWorld.RunAsync(client, "FETCH 3:4 BODY[TEXT]");
        Assert.Equal("T NO [UNAVAILABLE] Storage does not answer; try again", lines[^1]);

        lines = await ImapWorld.RunAsync(client, "NOOP");

        Assert.Contains(
            lines,
            line => line.StartsWith("* 4 FETCH ", StringComparison.Ordinal) && line.Contains("(\\Seen)", StringComparison.Ordinal)
        );
        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, "NOOP"));
    }

    /// <summary>The items that NOTIFY asks for are read from storage, behind a command that is done.</summary>
    [Theory]
    [InlineData("APPEND INBOX {4+}\r\n\r\n\r\n", "T OK [APPENDUID ")]
    [InlineData("COPY 1 INBOX", "T OK [COPYUID ")]
    public async Task News_that_cannot_be_read_do_not_undo_a_command(string command, string done)
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.OpenInboxAsync();
        await ImapWorld.RunAsync(client, "NOTIFY SET (selected-delayed (MessageNew (UID BODY.PEEK[TEXT]) MessageExpunge))");
        (store.Gives, store.Failure) = (0, static _ => new StoreUnavailableException("Out for a test."));

        var lines = await ImapWorld.RunAsync(client, command);

        Assert.Equal("* 3 EXISTS", lines[0]);
        Assert.StartsWith(done, lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 1)]
    public async Task Storage_that_fails_within_a_response_ends_the_connection(int gives, int wholeCopies)
    {
        var (world, store) = await NewWorldAsync();
        var (client, serving) = await OpenAsync(world);
        (store.Gives, store.WholeCopies, store.Failure) = (
            gives,
            wholeCopies,
            static _ => new StoreUnavailableException("Out for a test.")
        );

        await client.SendLineAsync("T FETCH 1:2 (BODY[HEADER] BODY[TEXT])");

        Assert.DoesNotContain("T ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => serving);
    }

    [Theory]
    [InlineData("BODY[]")]
    [InlineData("BINARY[1]")]
    public async Task A_copy_that_is_too_short_ends_the_connection(string item)
    {
        var (world, store) = await NewWorldAsync();
        var (client, serving) = await OpenAsync(world);
        store.Gives = 5;

        await client.SendLineAsync($"T FETCH 1 {item}");

        Assert.DoesNotContain("T ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => serving);
    }

    [Fact]
    public async Task A_message_that_is_gone_for_ever_is_NIL_so_that_a_client_gets_past_it()
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.OpenInboxAsync();
        (store.Gives, store.WholeCopies, store.Failure) = (0, 1, static message => new MessageMissingException(message));

        var lines = await ImapWorld.RunAsync(client, "FETCH 1:2 (UID BODY[TEXT] BODY[HEADER.FIELDS (Subject)] RFC822.SIZE)");

        Assert.Equal("T NO Some of the messages are gone", lines[^1]);
        Assert.Matches(@"^\* 2 FETCH \(UID \d+ RFC822.SIZE 42 BODY\[TEXT\] NIL BODY\[HEADER.FIELDS \(Subject\)\] NIL\)$", lines[^2]);
        Assert.Equal(
            ["* 1 FETCH (BINARY.SIZE[1] 24 BINARY[1] NIL)", "T NO Some of the messages are gone"],
            await FetchAsync(client, "(BINARY.SIZE[1] BINARY[1])")
        );
    }

    [Fact]
    public async Task A_search_passes_over_text_that_is_gone_and_refuses_when_storage_is_out()
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.OpenInboxAsync();
        // The header and the text of message 1 can be read.
        (store.Gives, store.WholeCopies, store.Failure) = (0, 2, static message => new MessageMissingException(message));
        Assert.Equal("* SEARCH 1", (await ImapWorld.RunAsync(client, "SEARCH BODY noon"))[0]);

        store.Failure = static _ => new StoreUnavailableException("Out for a test.");
        Assert.Equal(["T NO [UNAVAILABLE] Storage does not answer; try again"], await ImapWorld.RunAsync(client, "SEARCH BODY noon"));
        Assert.Equal("* SEARCH 1 2", (await ImapWorld.RunAsync(client, "SEARCH SUBJECT lunch"))[0]);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(200_000)]
    public async Task A_message_of_any_size_arrives_octet_by_octet(int size)
    {
        var octets = new byte[size];
        new Random(size).NextBytes(octets);
        // A literal cannot hold NUL; what becomes of it is in a transcript.
        octets.AsSpan().Replace((byte)0, (byte)1);
        var (world, _) = await NewWorldAsync();
        await using var __ = world;
        await world.AppendAsync(new NewMail(octets));

        var output = await world.RunInInboxAsync("FETCH 3 (BODY.PEEK[] BODY.PEEK[]<500.100000>)");

        var response = Assert.Single(FetchResponse.ReadAll(output));
        var text = Encoding.Latin1.GetString(octets);
        Assert.Equal(text, response.Sections[""]);
        Assert.Equal(text[500..Math.Min(size, 100_500)], response.Sections["<500>"]);
    }

    private static async Task<(ImapWorld World, BrokenContent Store)> NewWorldAsync()
    {
        BrokenContent? broken = null;
        var world = await ImapWorld.NewAsync(store => broken = new BrokenContent(store));
        await world.AppendAsync(Mail, Mail);
        return (world, broken!);
    }

    private static async Task<(PipeClient Client, Task Serving)> OpenAsync(ImapWorld world)
    {
        var (client, serving) = world.Connect();
        await client.ReadLineAsync();
        await ImapWorld.RunAsync(client, "LOGIN alice@example.com secret");
        await ImapWorld.RunAsync(client, "SELECT INBOX");
        return (client, serving);
    }

    private static Task<List<string>> FetchAsync(PipeClient client, string items) => ImapWorld.RunAsync(client, $"FETCH 1 {items}");
}
