using System.Text;
using System.Text.Json;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Testing;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Spooling;

/// <summary>What is accepted lies in a pack and is named by a message of the queue.</summary>
public sealed class SpoolTests(SpoolTests.Account account) : IClassFixture<SpoolTests.Account>
{
    private readonly MailStorage storage = account.Storage;

    /// <summary>A storage account for these tests alone, since they all take from the one queue; each leaves it empty.</summary>
    public sealed class Account : IAsyncLifetime
    {
        private AzuriteServer azurite = null!;

        public MailStorage Storage { get; private set; } = null!;

        public string ConnectionString => azurite.ConnectionString;

        public async ValueTask InitializeAsync()
        {
            azurite = await AzuriteServer.StartAsync();
            Storage = Storages.Open(azurite.ConnectionString);
            await Storage.EnsureCreatedAsync(CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await Storage.DisposeAsync();
            await azurite.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_message_is_accepted_with_its_envelope()
    {
        var envelope = new SmtpEnvelope(
            new Address("sender", "Example.org"),
            [new Address("a@b", "example.com"), new Address("c", "d.example")]
        );

        var reference = await AcceptAsync("Subject: x\r\n\r\nbody", envelope, "Received: y\r\n");

        var (text, batch) = Assert.Single(await TakeAllAsync());
        Assert.Equal(reference.Pack, batch.Pack);
        var message = Assert.Single(batch.Messages);
        Assert.Equal(reference, message.Content);
        Assert.Equal(envelope.ReversePath, message.Envelope.ReversePath);
        Assert.Equal("Example.org", message.Envelope.ReversePath?.Domain);
        Assert.Equal(envelope.Recipients, message.Envelope.Recipients);
        Assert.InRange(message.ReceivedSeconds, DateTimeOffset.UnixEpoch.AddYears(50).ToUnixTimeSeconds(), long.MaxValue);
        Assert.Equal("Received: y\r\nSubject: x\r\n\r\nbody", await storage.Store.ReadBytesAsync(reference));
        AssertHostCanTake(text);
    }

    [Fact]
    public async Task The_null_reverse_path_stays_null()
    {
        await AcceptAsync("bounce", new SmtpEnvelope(null, [new Address("a", "b.example")]));

        Assert.Null(Assert.Single((await TakeAllAsync())[0].Batch.Messages).Envelope.ReversePath);
    }

    [Fact]
    public async Task Messages_that_come_at_the_same_time_go_together()
    {
        var accepted = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(n => AcceptAsync($"message {n}", new SmtpEnvelope(null, [new Address($"r{n}", "example.com")])))
        );

        var taken = await TakeAllAsync();
        Assert.InRange(taken.Count, 2, 20);
        Assert.Equal(accepted.Select(reference => reference.Pack).Distinct().Count(), taken.Count);
        var messages = taken.SelectMany(one => one.Batch.Messages).ToDictionary(message => message.Content);
        Assert.Equal(100, messages.Count);
        for (var n = 0; n < 100; n++)
        {
            Assert.Equal($"message {n}", await storage.Store.ReadBytesAsync(accepted[n]));
            Assert.Equal($"r{n}", messages[accepted[n]].Envelope.Recipients[0].Address.LocalPart);
        }
    }

    [Fact]
    public async Task A_large_message_is_a_pack_of_its_own()
    {
        var text = new string('x', 2_500_000);

        var reference = await AcceptAsync(text, new SmtpEnvelope(null, [new Address("a", "b.example")]), "Received: y\r\n");

        var batch = Assert.Single(await TakeAllAsync()).Batch;
        Assert.Equal(reference, Assert.Single(batch.Messages).Content);
        Assert.Equal("Received: y\r\n" + text, await storage.Store.ReadBytesAsync(reference));
    }

    [Fact]
    public async Task Envelopes_too_large_for_the_queue_lie_beside_the_pack()
    {
        var envelope = new SmtpEnvelope(
            null,
            [.. Enumerable.Range(0, 3_000).Select(n => new Address($"recipient-number-{n}", "example.com"))]
        );

        await AcceptAsync("to many", envelope);

        var (text, batch) = Assert.Single(await TakeAllAsync());
        Assert.True(text.Length < 1_000);
        Assert.Equal(envelope.Recipients, Assert.Single(batch.Messages).Envelope.Recipients);
        AssertHostCanTake(text);
    }

    [Fact]
    public async Task A_message_may_go_back_alone_and_wait()
    {
        await AcceptAsync("one", new SmtpEnvelope(null, [new Address("a", "b.example")]));
        var batch = Assert.Single(await TakeAllAsync()).Batch;

        await storage.DeliveryQueue.EnqueueAsync(batch, TimeSpan.FromSeconds(2), CancellationToken.None);

        Assert.Empty(await TakeAllAsync());
        var again = await Eventually.Async(TakeAllAsync, taken => taken.Count > 0);
        Assert.Equal(batch.Messages[0].Content, Assert.Single(Assert.Single(again).Batch.Messages).Content);
    }

    [Fact]
    public async Task Who_listens_in_the_same_process_hears_of_it()
    {
        while (storage.MessagesSent.TryRead(out _)) { }

        await AcceptAsync("one", new SmtpEnvelope(null, [new Address("a", "b.example")]));

        Assert.True(storage.MessagesSent.TryRead(out var name));
        Assert.Equal(QueueNames.Deliver, name);
        await TakeAllAsync();
    }

    [Fact]
    public async Task A_message_that_is_dropped_leaves_nothing()
    {
        var writer = storage.Spool.BeginMessage();
        await writer.WriteAsync(new byte[5_000], CancellationToken.None);
        await writer.DisposeAsync();

        Assert.Empty(await TakeAllAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("hello")]
    [InlineData("""{"version":1,"pack":"no uuid"}""")]
    [InlineData("""{"version":7,"pack":"0190a1b2c3d47e5f8a9b0c1d2e3f4a5b"}""")]
    public async Task Other_texts_are_no_messages_of_this_queue(string text) =>
        await Assert.ThrowsAsync<InvalidDataException>(async () => await storage.DeliveryQueue.ReadAsync(text, CancellationToken.None));

    // The Functions host copies top-level fields into its own metadata.
    private static void AssertHostCanTake(string text)
    {
        string[] reserved = ["Id", "DequeueCount", "PopReceipt", "InsertionTime", "ExpirationTime", "NextVisibleTime", "sys"];
        var names = JsonDocument.Parse(text).RootElement.EnumerateObject().Select(property => property.Name);
        Assert.Empty(names.Intersect(reserved, StringComparer.OrdinalIgnoreCase));
    }

    private async Task<MessageReference> AcceptAsync(string text, SmtpEnvelope envelope, string prefix = "")
    {
        await using var writer = storage.Spool.BeginMessage();
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);
        return await writer.CompleteAsync(Encoding.UTF8.GetBytes(prefix), envelope, CancellationToken.None);
    }

    private async Task<List<(string Text, DeliveryBatch Batch)>> TakeAllAsync()
    {
        var queue = storage.Queue(QueueNames.Deliver);
        var taken = new List<(string, DeliveryBatch)>();
        while (await queue.ReceiveAsync(32, TimeSpan.FromMinutes(5), CancellationToken.None) is { Count: > 0 } items)
            foreach (var item in items)
            {
                Assert.Equal(1, item.DequeueCount);
                Assert.True(item.Expires > item.Inserted!.Value.AddYears(10));
                taken.Add((item.Text, await storage.DeliveryQueue.ReadAsync(item.Text, CancellationToken.None)));
                await queue.DeleteAsync(item, CancellationToken.None);
            }
        return taken;
    }
}
