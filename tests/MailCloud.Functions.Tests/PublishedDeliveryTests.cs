using System.Globalization;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Storage;

[assembly: AssemblyFixture(typeof(PublishedHandler))]

namespace MailCloud.Functions.Tests;

/// <summary>The published functions app, run by real queue triggers: what was accepted arrives, once, whatever happens to the process.</summary>
public class PublishedDeliveryTests(PublishedHandler handler)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_accepted_message_arrives_once_however_often_it_is_handed_over()
    {
        await using var deployment = await Deployment.StartAsync(handler);
        await deployment.AddAccountAsync("ann");

        await deployment.AcceptAsync("first", Deployment.At("ann"));
        Assert.Equal(["first"], await deployment.WaitForInboxAsync("ann", 1));

        var reference = await deployment.AcceptAsync("second", Deployment.At("ann"));
        await AcceptAgainAsync(deployment, reference, Deployment.At("ann"));
        await AcceptAgainAsync(deployment, reference, Deployment.At("ann"));
        await EmptyAsync(deployment);

        Assert.Equal(["first", "second"], await deployment.InboxAsync("ann"));
        Assert.Empty(deployment.Host.Violations);
    }

    [Fact]
    public async Task A_message_that_cannot_be_delivered_ends_as_poison_and_the_rest_of_its_pack_arrives()
    {
        await using var deployment = await Deployment.StartAsync(handler);
        await deployment.AddAccountAsync("ann");
        // Accepted at the same time, they share packs.
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(n =>
                    deployment.AcceptAsync(
                        Name(n),
                        n == 7 ? [new Address("nobody", "elsewhere.test"), Deployment.At("ann")] : [Deployment.At("ann")]
                    )
                )
        );

        Assert.Equal(Enumerable.Range(0, 20).Select(Name), (await deployment.WaitForInboxAsync("ann", 20)).Order());
        var poison = Array.Empty<string>();
        await Eventually.AsyncTrue(
            async () => (poison = await deployment.PeekAsync(QueueNames.Deliver + QueueNames.Poison)).Length > 0,
            "a poison message"
        );
        await EmptyAsync(deployment);

        var batch = await deployment.Storage.DeliveryQueue.ReadAsync(Assert.Single(poison), Cancel);
        Assert.Contains<EnvelopeRecipient>(new Address("nobody", "elsewhere.test"), Assert.Single(batch.Messages).Envelope.Recipients);
        Assert.Equal(20, (await deployment.InboxAsync("ann")).Length);
        Assert.Empty(deployment.Host.Violations);
    }

    [Fact]
    public async Task Killing_the_handler_in_the_middle_of_messages_loses_and_doubles_nothing()
    {
        // Each kill may cost a message one of its five attempts.
        const int kills = 4;
        const int waves = 5;
        const int perWave = 40;
        await using var deployment = await Deployment.StartAsync(handler);
        await deployment.AddAccountAsync("ann");
        await deployment.AddAccountAsync("bob");
        var both = new[] { Deployment.At("ann"), Deployment.At("bob") };

        for (var wave = 0; wave < waves; wave++)
        {
            await Task.WhenAll(Enumerable.Range(wave * perWave, perWave).Select(n => deployment.AcceptAsync(Name(n), both)));
            if (wave == kills)
                break;
            // As soon as some of the wave are there, in the middle of the others.
            await deployment.WaitForInboxAsync("ann", (wave * perWave) + 1);
            await deployment.Host.KillHandlerAsync();
        }

        await deployment.WaitForInboxAsync("ann", waves * perWave);
        await deployment.WaitForInboxAsync("bob", waves * perWave);
        await EmptyAsync(deployment);
        var expected = Enumerable.Range(0, waves * perWave).Select(Name);
        Assert.Equal(expected, (await deployment.InboxAsync("ann")).Order());
        Assert.Equal(expected, (await deployment.InboxAsync("bob")).Order());
        Assert.Empty(await deployment.PeekAsync(QueueNames.Deliver + QueueNames.Poison));
        Assert.Equal(kills + 1, deployment.Host.Starts);
        Assert.Empty(deployment.Host.Violations);
    }

    private static string Name(int n) => n.ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>Hands over once more what was handed over before.</summary>
    private static async Task AcceptAgainAsync(Deployment deployment, Mail.Store.MessageReference message, Address recipient) =>
        await deployment.Storage.DeliveryQueue.EnqueueAsync(
            new(message.Pack, [new(message, new SmtpEnvelope(ReversePath: null, [recipient]), ReceivedSeconds: 0)]),
            TimeSpan.Zero,
            Cancel
        );

    /// <summary>Waits until the queue has nothing left, neither waiting nor in work.</summary>
    private static Task EmptyAsync(Deployment deployment) =>
        Eventually.AsyncTrue(async () => await deployment.CountAsync(QueueNames.Deliver) == 0, "an empty queue");
}
