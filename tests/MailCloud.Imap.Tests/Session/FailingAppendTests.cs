using MailCloud.Mail.Store;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Session;

/// <summary>
/// Storage fails while a client sends a message. The client sends the rest of it all the same, and may have written into it whatever it likes: no octet of it
/// may be taken for a command.
/// </summary>
public class FailingAppendTests
{
    private static readonly string Message = string.Concat(Enumerable.Repeat("X CREATE Evil\r\n", 20_000));

    [Theory]
    [InlineData("APPEND INBOX", 0, false)]
    [InlineData("APPEND INBOX", 50_000, false)]
    [InlineData("APPEND INBOX", 50_000, true)]
    [InlineData("APPEND INBOX", 299_999, true)]
    [InlineData("REPLACE 1 INBOX", 50_000, false)]
    [InlineData("REPLACE 1 INBOX", 50_000, true)]
    [InlineData("UID REPLACE * INBOX", 120_000, true)]
    public async Task The_rest_of_the_message_is_passed_over(string command, int takes, bool compressed)
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await OpenAsync(world, compressed);
        store.Takes = takes;

        await client.SendAsync($"A {command} {{{Message.Length}+}}\r\n{Message}\r\nB NOOP\r\nC LIST \"\" Evil\r\n");

        Assert.Equal("A NO [UNAVAILABLE] Storage does not answer; try again", await client.ReadLineAsync());
        Assert.Equal("B OK Done", await client.ReadLineAsync());
        Assert.Equal("C OK Done", await client.ReadLineAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_several_messages_the_next_one_is_passed_over_too(bool compressed)
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await OpenAsync(world, compressed);
        store.Takes = 50_000;

        var literal = $"{{{Message.Length}+}}\r\n{Message}";
        await client.SendAsync($"A APPEND INBOX {literal} (\\Seen) {literal}\r\nB LIST \"\" Evil\r\n");

        Assert.Equal("A NO [UNAVAILABLE] Storage does not answer; try again", await client.ReadLineAsync());
        Assert.Equal("B OK Done", await client.ReadLineAsync());
    }

    private static async Task<(ImapWorld World, FullStore Store)> NewWorldAsync()
    {
        FullStore? full = null;
        var world = await ImapWorld.NewAsync(store => full = new FullStore(store));
        await world.AppendAsync(new NewMail("\r\n"u8.ToArray()));
        return (world, full!);
    }

    private static async Task<PipeClient> OpenAsync(ImapWorld world, bool compressed)
    {
        var client = await world.OpenInboxAsync();
        if (compressed)
        {
            await ImapWorld.RunAsync(client, "COMPRESS DEFLATE");
            client.StartCompression();
        }
        return client;
    }

    /// <summary>A store that takes the beginning of a message, and no more.</summary>
    private sealed class FullStore(IMailStore store) : MailStoreDecorator(store)
    {
        public int Takes { get; set; } = int.MaxValue;

        public override IMessageWriter BeginMessage() => new FullWriter(base.BeginMessage(), Takes);
    }

    private sealed class FullWriter(IMessageWriter writer, int takes) : IMessageWriter
    {
        public long Length => writer.Length;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            writer.Length + bytes.Length <= takes
                ? writer.WriteAsync(bytes, cancellationToken)
                : throw new StoreUnavailableException("Out for a test.");

        public ValueTask<MessageReference> CompleteAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken) =>
            writer.CompleteAsync(prefix, cancellationToken);

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
