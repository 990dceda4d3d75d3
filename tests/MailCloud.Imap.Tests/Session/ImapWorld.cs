using System.Diagnostics;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Sasl;
using MailCloud.Testing.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Imap.Tests.Session;

/// <summary>A server in memory with one account, <c>alice@example.com</c> with the password <c>secret</c>.</summary>
internal sealed class ImapWorld : IAsyncDisposable
{
    private static readonly ScramVerifier Verifier = ScramVerifier.Create("secret", iterations: 4096);

    private readonly List<(PipeConnection Connection, Task Serving)> connections = [];
    private readonly ImapServer server;

    private ImapWorld(Func<IMailStore, IMailStore> wrap, ImapOptions options, ITextIndex index)
    {
        Memory = new MemoryMailStore(Time);
        server = new ImapServer(
            wrap(Memory),
            new SaslMechanisms(new Authenticator(Directory, Time)),
            Time,
            NullLogger<ImapServer>.Instance,
            options
        )
        {
            TextIndex = index,
        };
    }

    public static readonly AccountId Alice = new("alice@example.com");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    public MemoryMailStore Memory { get; }

    public CancellationTokenSource Stopping { get; } = new();

    private MemoryDirectory Directory { get; } = new();

    /// <param name="wrap">What the server sees of the store.</param>
    /// <param name="index">What the server knows of the messages' texts.</param>
    public static async Task<ImapWorld> NewAsync(
        Func<IMailStore, IMailStore>? wrap = null,
        ImapOptions? options = null,
        ITextIndex? index = null
    )
    {
        var world = new ImapWorld(wrap ?? (store => store), options ?? new ImapOptions(), index ?? NoTextIndex.Instance);
        await world.Memory.CreateAccountAsync(Alice, default);
        var address = new Address("alice", "example.com");
        await world.Directory.AddDomainAsync(new Domain("example.com"), default);
        await world.Directory.AddAsync(new AccountAddress(address, Alice), default);
        await world.Directory.SetCredentialAsync(Alice, new Credential(Credential.Password, Verifier), default);
        return world;
    }

    /// <summary>Connects; the greeting is not read yet.</summary>
    /// <param name="outputLimit">See <see cref="PipeConnection"/>.</param>
    public (PipeClient Client, Task Serving) Connect(long outputLimit = 0)
    {
        var connection = new PipeConnection(PipeConnection.Encrypted, outputLimit: outputLimit);
        _ = connection.Client;
        var serving = ServeAsync(connection);
        connections.Add((connection, serving));
        return (connection.Client, serving);
    }

    /// <summary>Connects and logs in.</summary>
    public async Task<PipeClient> LogInAsync()
    {
        var (client, _) = Connect();
        await client.ReadLineAsync();
        await client.SendLineAsync("L LOGIN alice@example.com secret");
        Assert.StartsWith("L OK", await client.ReadLineAsync(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Runs a command and returns its untagged lines and, last, its tagged one.</summary>
    public static async Task<List<string>> RunAsync(PipeClient client, string command)
    {
        await client.SendLineAsync($"T {command}");
        List<string> lines = [];
        do lines.Add(await client.ReadLineAsync() ?? "<closed>");
        while (!lines[^1].StartsWith("T ", StringComparison.Ordinal) && lines[^1] is not "<closed>");
        return lines;
    }

    /// <summary>Lets time pass, again and again, until a session is over: when it looks at the clock is its own affair.</summary>
    public async Task AdvanceUntilAsync(Task serving, TimeSpan step)
    {
        for (var patience = Stopwatch.StartNew(); !serving.IsCompleted; await Task.Delay(10))
        {
            Assert.True(patience.Elapsed < PipeClient.Patience, "The session does not end.");
            Time.Advance(step);
        }
        await serving;
    }

    public async Task<MailboxState> MessagesAsync(string mailbox)
    {
        var account = await Memory.ReadAsync(Alice, StateDepth.Messages, default);
        return account!.Messages(account.Directory.Find(mailbox)!.Id);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (connection, serving) in connections)
        {
            await connection.Client.EndAsync();
            await serving.WaitAsync(PipeClient.Patience);
        }
        Stopping.Dispose();
    }

    private async Task ServeAsync(PipeConnection connection)
    {
        try
        {
            await server.ServeAsync(connection, Stopping.Token);
        }
        finally
        {
            await connection.CloseAsync();
        }
    }
}
