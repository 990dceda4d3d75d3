using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Sasl;
using MailCloud.Testing.Connections;
using MailCloud.Testing.Transcripts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Pop3.Tests;

/// <summary>A server with Alice's maildrop, for what a transcript cannot say: time, faults, others' changes, a client that takes nothing.</summary>
internal sealed class ServedMaildrop
{
    public const string LogIn = "USER alice@example.com\r\nPASS secret\r\n";

    private ServedMaildrop()
    {
        Memory = new MemoryMailStore(Time);
        Store = new FaultyStore(Memory);
        var directory = new MemoryDirectory();
        World = new TranscriptWorld(Memory, directory, Time);
        Server = new Pop3Server(
            new Pop3Options(),
            Store,
            new SaslMechanisms(new Authenticator(directory, Time)),
            Maildrops,
            Time,
            NullLogger<Pop3Server>.Instance
        );
    }

    public static readonly AccountId Alice = new("alice@example.com");

    public FakeTimeProvider Time { get; } = new(TranscriptPlayer.Now);

    public LosableMaildropLock Maildrops { get; } = new();

    public MemoryMailStore Memory { get; }

    public FaultyStore Store { get; }

    public TranscriptWorld World { get; }

    public Pop3Server Server { get; }

    /// <param name="messages">As a transcript's header <c>mailbox:</c> names them.</param>
    public static async Task<ServedMaildrop> WithAsync(string messages)
    {
        var served = new ServedMaildrop();
        await TranscriptFixture.PrepareAsync(
            Transcript.Parse("maildrop", $"user: alice@example.com secret\nmailbox: INBOX {messages}"),
            served.World
        );
        return served;
    }

    /// <summary>Connects, and serves the client until the session ends.</summary>
    public (PipeClient Client, Task Serving) Connect(long outputLimit = 0, CancellationToken shutdown = default)
    {
        var connection = new PipeConnection(PipeConnection.Encrypted, outputLimit: outputLimit);
        var client = connection.Client;
        return (client, ServeAsync());

        async Task ServeAsync()
        {
            try
            {
                await Server.ServeAsync(connection, shutdown);
            }
            finally
            {
                await connection.CloseAsync();
            }
        }
    }

    /// <summary>Connects and logs in; the three lines of that are read.</summary>
    public async Task<(PipeClient Client, Task Serving)> LogInAsync(long outputLimit = 0, CancellationToken shutdown = default)
    {
        var (client, serving) = Connect(outputLimit, shutdown);
        await client.SendAsync(LogIn);
        Assert.Equal("+OK MailCloud is ready", await client.ReadLineAsync());
        Assert.Equal("+OK Send PASS", await client.ReadLineAsync());
        Assert.StartsWith("+OK ", await client.ReadLineAsync(), StringComparison.Ordinal);
        return (client, serving);
    }

    /// <summary>How many messages INBOX has now.</summary>
    public async Task<long> CountAsync()
    {
        var state = await Memory.ReadAsync(Alice, StateDepth.Directory, TestContext.Current.CancellationToken);
        return state!.Directory.Find(MailboxRole.Inbox)!.Tally.Messages;
    }
}
