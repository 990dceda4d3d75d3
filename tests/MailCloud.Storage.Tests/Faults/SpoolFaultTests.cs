using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>
/// Accepting mail while requests fail: what was accepted is in the queue with its bytes, whatever happened; what was not may come again.
/// </summary>
public sealed class SpoolFaultTests(StorageFixture fixture)
{
    private static readonly SmtpEnvelope Envelope = new(new Address("from", "x.example"), [new Address("to", "y.example")]);

    public static MatrixTheoryData<Fault, int> Cases { get; } = new(Enum.GetValues<Fault>(), [100, 2_500_000]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_failure_is_not_seen_and_the_message_is_there(Fault fault, int length)
    {
        var policy = new FaultPolicy();
        var (faulty, well) = (await fixture.OpenAsync(policy), await fixture.OpenAsync());
        for (var k = 1; ; k++)
        {
            Assert.InRange(k, 1, 20);
            var text = $"{Guid.NewGuid():N} {new string('x', length)}";
            policy.Arm(fault, k);
            var accepted = await AcceptAsync(faulty.Spool, text);
            var fired = policy.Fired;
            await policy.DisarmAsync();

            Assert.Equal("Received: x\r\n" + text, await well.Store.ReadBytesAsync(accepted));
            Assert.Contains(accepted, await QueuedAsync(well, accepted));
            if (fired == 0)
                break;
        }
    }

    [Fact]
    public async Task While_storage_is_away_nothing_is_accepted_and_all_can_come_again() =>
        await Task.WhenAll(
            from fault in new[] { Fault.NotSent, Fault.AnswerLost }
            from length in new[] { 100, 2_500_000 }
            from k in new[] { 1, 2, 4 }
            select AwayAsync(fault, length, k)
        );

    [Fact]
    public async Task Messages_that_go_together_fail_together()
    {
        var policy = new FaultPolicy();
        var (faulty, well) = (await fixture.OpenAsync(policy), await fixture.OpenAsync());
        // The first, alone, takes two requests; the others wait for it and are one pack.
        policy.Arm(Fault.NotSent, at: 3, more: 1_000_000);

        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => TryAcceptAsync(faulty.Spool, $"message {n}")));

        Assert.Equal(9, all.Count(accepted => accepted is null));
        await policy.DisarmAsync();
        var again = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => AcceptAsync(faulty.Spool, $"message {n}")));
        for (var n = 0; n < 10; n++)
            Assert.Equal($"Received: x\r\nmessage {n}", await well.Store.ReadBytesAsync(again[n]));
    }

    private async Task AwayAsync(Fault fault, int length, int k)
    {
        var policy = new FaultPolicy();
        var (faulty, well) = (await fixture.OpenAsync(policy), await fixture.OpenAsync());
        var text = new string('x', length);
        policy.Arm(fault, k, more: 1_000_000);

        var first = await TryAcceptAsync(faulty.Spool, text);
        await policy.DisarmAsync();
        var accepted = first ?? await AcceptAsync(faulty.Spool, text);

        Assert.Equal("Received: x\r\n" + text, await well.Store.ReadBytesAsync(accepted));
        Assert.Contains(accepted, await QueuedAsync(well, accepted));
    }

    private static async Task<MessageReference?> TryAcceptAsync(ISpool spool, string text)
    {
        try
        {
            return await AcceptAsync(spool, text);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static async Task<MessageReference> AcceptAsync(ISpool spool, string text)
    {
        await using var writer = spool.BeginMessage();
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);
        return await writer.CompleteAsync("Received: x\r\n"u8.ToArray(), Envelope, CancellationToken.None);
    }

    /// <summary>The messages of a pack that the queue names. Others' are left there.</summary>
    private static async Task<List<MessageReference>> QueuedAsync(MailStorage storage, MessageReference accepted)
    {
        var queue = storage.Queue(QueueNames.Deliver);
        var found = new List<MessageReference>();
        await Eventually.Async(
            async () =>
            {
                foreach (var item in await queue.ReceiveAsync(32, TimeSpan.FromSeconds(1), CancellationToken.None))
                {
                    var batch = await storage.DeliveryQueue.ReadAsync(item.Text, CancellationToken.None);
                    if (batch.Pack != accepted.Pack)
                        continue;
                    found.AddRange(batch.Messages.Select(message => message.Content));
                    Assert.All(batch.Messages, message => Assert.Equal(Envelope.Recipients, message.Envelope.Recipients));
                    await queue.DeleteAsync(item, CancellationToken.None);
                }
                return found;
            },
            some => some.Count > 0
        );
        return found;
    }
}
