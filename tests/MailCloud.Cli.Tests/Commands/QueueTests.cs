using MailCloud.Mail.Outgoing;
using MailCloud.Storage;
using MailCloud.Testing;
using MailCloud.Testing.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Cli.Tests.Commands;

/// <summary><c>mailcloud queue</c>, on a storage account.</summary>
public sealed class QueueTests : IAsyncLifetime
{
    private AzuriteServer azurite = null!;
    private MailStorage storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        azurite = await AzuriteServer.StartAsync();
        storage = new MailStorage(
            StorageConnection.FromConnectionString(azurite.ConnectionString),
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        await storage.EnsureCreatedAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await storage.DisposeAsync();
        await azurite.DisposeAsync();
    }

    [Fact]
    public async Task What_waits_is_listed_shown_tried_and_dropped()
    {
        var group = OutgoingStoreContract.Group("x.example") with { Due = TimeProvider.System.GetUtcNow().AddHours(2) };
        group = group.With(recipient =>
            recipient with
            {
                Attempts = 3,
                Last = new AttemptNote(DateTimeOffset.UnixEpoch, "4.7.1", "Come again") { RemoteHost = "mx.x.example" },
            }
        );
        await storage.Outgoing.AddAsync([group], Cancel);
        await storage.Queue(QueueNames.Send + QueueNames.Poison).SendAsync("broken", TimeSpan.Zero, Cancel);
        var id = group.Key.Message.ToString();

        var list = await RunAsync("list");
        Assert.Contains($"{id}\tsender@home.example\ta@b/#?@x.example and 1 more\t2 of 2\t0\t", list.Output, StringComparison.Ordinal);
        Assert.Contains("4.7.1 Come again", list.Output, StringComparison.Ordinal);
        Assert.Contains("1 messages of the queue send", list.Error, StringComparison.Ordinal);

        var show = await RunAsync("show", id[..20]);
        Assert.Contains(
            "jürgen@x.example\twaiting\t3\t1970-01-01 00:00:00Z\tmx.x.example\t4.7.1 Come again",
            show.Output,
            StringComparison.Ordinal
        );

        Assert.Contains("1 of 1", (await RunAsync("retry", id)).Output, StringComparison.Ordinal);
        Assert.Contains("1 of 1", (await RunAsync("retry", "--all")).Output, StringComparison.Ordinal);
        Assert.Equal(3, (await storage.Outgoing.FindAsync(group.Key, Cancel))!.Group.Ticket);

        Assert.Contains("2 recipients", (await RunAsync("drop", id)).Output, StringComparison.Ordinal);
        Assert.Equal("", (await RunAsync("list")).Output);
        Assert.Contains("done", (await RunAsync("list", "--all")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_not_said_is_named()
    {
        (await RunAsync("show", "no-such")).Complained(CommandLine.Failed, "no-such");
        (await RunAsync("retry")).Complained(CommandLine.Usage, "--all");
        (await RunAsync("retry", "one", "--all")).Complained(CommandLine.Usage, "--all");
    }

    private Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.RunAsync(new World(), "", ["queue", .. arguments, "--storage", azurite.ConnectionString]);
}
