using System.Collections.Concurrent;
using System.Globalization;
using Azure.Storage.Queues;
using MailCloud.Functions.Hosting;
using MailCloud.Functions.Local;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Storage;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Functions.Tests.Local;

/// <summary>The pump that runs the functions in one process with the listener.</summary>
public sealed class QueuePumpTests : IAsyncLifetime
{
    private const string Queue = QueueNames.Deliver;

    private static readonly QueueSettings Settings = new(BatchSize: 4, NewBatchThreshold: 2, MaxDequeueCount: 3, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new();
    private AzuriteServer azurite = null!;
    private MailStorage storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        azurite = await AzuriteServer.StartAsync();
        var connection = StorageConnection.FromConnectionString(azurite.ConnectionString);
        storage = new MailStorage(connection, TimeProvider.System, NullLoggerFactory.Instance);
        await storage.EnsureCreatedAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await storage.DisposeAsync();
        await azurite.DisposeAsync();
    }

    [Fact]
    public async Task What_this_process_sends_is_worked_on_without_waiting_for_the_next_look()
    {
        var texts = new ConcurrentQueue<string>();
        // The clock stands still, so the pump never looks by itself.
        await using var pump = Start(
            (invocation, _) =>
            {
                texts.Enqueue(invocation.Data);
                return Task.CompletedTask;
            },
            time
        );

        for (var n = 0; n < 5; n++)
        {
            await storage.Queue(Queue).SendAsync($"message {n}", TimeSpan.Zero, Cancel);
            await Eventually.AsyncTrue(() => Task.FromResult(texts.Count > n), $"message {n}");
        }
        await EmptyAsync();
    }

    [Fact]
    public async Task What_others_send_is_found_by_looking()
    {
        var found = new TaskCompletionSource<Invocation>();
        await using var pump = Start(
            (invocation, _) =>
            {
                found.TrySetResult(invocation);
                return Task.CompletedTask;
            }
        );

        await SendFromElsewhereAsync("hello");

        var invocation = await found.Task.WaitAsync(Cancel);
        Assert.Equal(("hello", 1), (invocation.Data, invocation.Attempt));
    }

    [Fact]
    public async Task A_message_that_fails_is_tried_again_and_then_put_aside()
    {
        var attempts = new ConcurrentQueue<int>();
        await using var pump = Start(
            (invocation, _) =>
            {
                attempts.Enqueue(invocation.Attempt);
                throw new InvalidOperationException("This message is bad.");
            }
        );

        await storage.Queue(Queue).SendAsync("bad", TimeSpan.Zero, Cancel);
        await EmptyAsync();

        Assert.Equal([1, 2, 3], attempts);
        Assert.Equal(["bad"], await PoisonAsync());
    }

    [Fact]
    public async Task A_message_that_killed_its_process_each_time_is_put_aside_without_another_try()
    {
        await storage.Queue(Queue).SendAsync("deadly", TimeSpan.Zero, Cancel);
        for (var attempt = 0; attempt < Settings.MaxDequeueCount; attempt++)
        {
            var taken = Assert.Single(await storage.Queue(Queue).ReceiveAsync(1, TimeSpan.FromMinutes(1), Cancel));
            await storage.Queue(Queue).RenewAsync(taken, TimeSpan.Zero, Cancel);
        }
        var runs = 0;
        await using var pump = Start(
            (_, _) =>
            {
                runs++;
                return Task.CompletedTask;
            }
        );

        await EmptyAsync();

        Assert.Equal(["deadly"], await PoisonAsync());
        Assert.Equal(0, runs);
    }

    [Fact]
    public async Task No_more_messages_are_in_work_than_the_host_file_allows()
    {
        var most = Settings.BatchSize + Settings.NewBatchThreshold;
        var (running, highest, done) = (0, 0, 0);
        var full = new TaskCompletionSource();
        await using var pump = Start(
            async (_, cancel) =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref highest, now);
                if (now >= Settings.BatchSize)
                    full.TrySetResult();
                // The first batch is in work together; then every message takes a moment, in which too many could be taken.
                await full.Task;
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
                Interlocked.Decrement(ref running);
                Interlocked.Increment(ref done);
            }
        );

        for (var n = 0; n < 30; n++)
            await SendFromElsewhereAsync(n.ToString(CultureInfo.InvariantCulture));
        await Eventually.AsyncTrue(() => Task.FromResult(Volatile.Read(ref done) == 30), "30 messages");

        Assert.InRange(highest, Settings.BatchSize, most);
    }

    [Fact]
    public async Task Stopping_waits_for_what_is_in_work()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var pump = Start(
            async (_, cancel) =>
            {
                begun.SetResult();
                await release.Task.WaitAsync(cancel);
            }
        );
        await storage.Queue(Queue).SendAsync("slow", TimeSpan.Zero, Cancel);
        await begun.Task.WaitAsync(Cancel);

        var stopping = pump.DisposeAsync().AsTask();
        await storage.Queue(Queue).SendAsync("too late", TimeSpan.Zero, Cancel);
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        await stopping;

        Assert.Equal("too late", Assert.Single(await storage.Queue(Queue).ReceiveAsync(32, TimeSpan.FromMinutes(1), Cancel)).Text);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_long_invocation_keeps_its_message()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var pump = Start(
            async (_, cancel) =>
            {
                begun.SetResult();
                await release.Task.WaitAsync(cancel);
            },
            time
        );
        await storage.Queue(Queue).SendAsync("slow", TimeSpan.Zero, Cancel);
        await begun.Task.WaitAsync(Cancel);

        // The renewal invalidates the receipt with which the message was taken.
        time.Advance(TimeSpan.FromMinutes(5));
        release.SetResult();

        await EmptyAsync();
    }

    private LocalFunctions Start(TriggerHandler handler, TimeProvider? clock = null)
    {
        var files = FunctionFiles.OfThisProgram();
        files = new FunctionFiles(
            files.Host with
            {
                Extensions = files.Host.Extensions with { Queues = Settings },
            },
            [.. files.Functions.Where(function => function.Name is "Deliver")]
        );
        var registry = new FunctionRegistry().Add("Deliver", handler);
        return LocalFunctions.Start(files, registry, storage, clock ?? TimeProvider.System, NullLoggerFactory.Instance);
    }

    private async Task SendFromElsewhereAsync(string text) => await Client().SendMessageAsync(text, Cancel);

    private Task EmptyAsync() => Eventually.AsyncTrue(async () => await CountAsync() == 0, "an empty queue");

    private async Task<int> CountAsync() => (await Client().GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount;

    private async Task<string[]> PoisonAsync()
    {
        var items = await storage.Queue(Queue + QueueNames.Poison).ReceiveAsync(32, TimeSpan.FromMinutes(1), Cancel);
        return [.. items.Select(item => item.Text)];
    }

    private QueueClient Client() =>
        new(azurite.ConnectionString, Queue, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    private static void InterlockedMax(ref int location, int value)
    {
        for (var seen = Volatile.Read(ref location); value > seen; seen = Volatile.Read(ref location))
            if (Interlocked.CompareExchange(ref location, value, seen) == seen)
                return;
    }
}
