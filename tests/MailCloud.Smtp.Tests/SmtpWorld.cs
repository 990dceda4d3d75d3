using System.Collections.Immutable;
using System.Net;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using MailCloud.Smtp.Checks;
using MailCloud.Testing;
using MailCloud.Testing.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Smtp.Tests;

/// <summary>A server of example.com with the accounts alice and bob (password <c>secret</c>), and what sessions leave behind.</summary>
internal sealed class SmtpWorld
{
    // Log-ins of tests need not withstand a thief.
    private static readonly ScramVerifier Verifier = ScramVerifier.Create("secret", iterations: 4096);

    private readonly SmtpOptions options;
    private readonly ILogger<SmtpServer> logger;

    private SmtpWorld(SmtpOptions options, IDirectory directory, MemorySpool spool, ILogger<SmtpServer> logger)
    {
        Directory = directory;
        Spool = spool;
        Idle = options.IdleTimeout;
        this.options = options;
        this.logger = logger;
        Server = ServerWith(checks => checks);
    }

    /// <summary>Alice's log-in.</summary>
    public static string LogIn { get; } = $"AUTH PLAIN {Convert.ToBase64String("\0alice@example.com\0secret"u8)}";

    public static SmtpOptions MxOptions =>
        new()
        {
            Service = SmtpService.Mx,
            HostName = "mail.example.com",
            PrimaryDomain = "example.com",
        };

    public static SmtpOptions SubmissionsOptions => MxOptions with { Service = SmtpService.Submissions };

    public IDirectory Directory { get; }

    /// <summary>How long a client may be silent.</summary>
    public TimeSpan Idle { get; }

    public MemorySpool Spool { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    public SmtpServer Server { get; private set; }

    /// <param name="wrap">Puts another directory in front of the one with the accounts.</param>
    public static async Task<SmtpWorld> CreateAsync(
        SmtpOptions? options = null,
        ILogger<SmtpServer>? logger = null,
        MemorySpool? spool = null,
        Func<IDirectory, IDirectory>? wrap = null
    )
    {
        var directory = new MemoryDirectory();
        await directory.AddDomainAsync(new Domain("example.com"), default);
        foreach (var name in (string[])["alice", "bob", "postmaster"])
        {
            var address = new Address(name, "example.com");
            var account = new AccountId(address.Canonical);
            await directory.AddAsync(new AccountAddress(address, account), default);
            await directory.SetCredentialAsync(account, new Credential(Credential.Password, Verifier), default);
        }
        return new SmtpWorld(
            options ?? MxOptions,
            wrap?.Invoke(directory) ?? directory,
            spool ?? new MemorySpool(),
            logger ?? NullLogger<SmtpServer>.Instance
        );
    }

    /// <summary>Puts checks of content into the server, for the sessions that begin from now on.</summary>
    public SmtpWorld With(params ImmutableArray<IContentCheck> content) => With(checks => checks with { Content = content });

    /// <summary>Changes the server's checks, for the sessions that begin from now on.</summary>
    public SmtpWorld With(Func<SmtpChecks, SmtpChecks> change)
    {
        Server = ServerWith(change);
        return this;
    }

    /// <summary>Lets time pass until something has happened.</summary>
    public async Task AdvanceUntilAsync(Task happened)
    {
        for (var i = 0; i < 3000 && !happened.IsCompleted; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(10);
        }
        Assert.True(happened.IsCompleted);
    }

    /// <summary>Begins a session; the greeting is the first line that its client reads.</summary>
    public SmtpTalk Connect(TlsSession? tls = null, IPEndPoint? from = null, CancellationToken shutdown = default)
    {
        var connection = new PipeConnection(tls, from);
        _ = connection.Client;
        return new SmtpTalk(connection, ServeAsync(connection, shutdown));
    }

    /// <summary>Begins a session under TLS in which alice has logged in.</summary>
    public async Task<SmtpTalk> LogInAsync()
    {
        var talk = Connect(PipeConnection.Encrypted);
        await talk.GreetAsync();
        await talk.SucceedAsync(LogIn);
        return talk;
    }

    private SmtpServer ServerWith(Func<SmtpChecks, SmtpChecks> change) =>
        new(
            options,
            change(SmtpChecks.For(options, Directory)),
            new SaslMechanisms(new Authenticator(Directory, Time)),
            Spool,
            Time,
            logger
        );

    private async Task ServeAsync(PipeConnection connection, CancellationToken shutdown)
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

/// <summary>A test's side of a session.</summary>
internal sealed class SmtpTalk(PipeConnection connection, Task serving)
{
    public PipeClient Client => connection.Client;

    /// <summary>Ends with the session; faulted if it failed.</summary>
    public Task Serving => serving;

    /// <summary>The next reply, all lines of it; null: the connection has ended.</summary>
    public async Task<string?> ReplyAsync()
    {
        var lines = new List<string>();
        while (await Client.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line[3] == ' ')
                return string.Join('\n', lines);
        }
        return null;
    }

    /// <summary>Sends a line and returns the reply to it.</summary>
    public async Task<string?> SendAsync(string line)
    {
        await Client.SendLineAsync(line);
        return await ReplyAsync();
    }

    /// <summary>Sends lines, each of which has to be answered with 2yz or 3yz.</summary>
    public async Task SucceedAsync(params string[] lines)
    {
        foreach (var line in lines)
        {
            var reply = await SendAsync(line);
            Assert.True(reply?[0] is '2' or '3', $"{line} was answered {reply}");
        }
    }

    /// <summary>Reads the greeting and says EHLO.</summary>
    public async Task<string?> GreetAsync(string name = "client.example")
    {
        Assert.StartsWith("220 mail.example.com ", await ReplyAsync());
        return await SendAsync($"EHLO {name}");
    }
}
