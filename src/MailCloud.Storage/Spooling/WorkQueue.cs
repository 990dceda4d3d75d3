using System.Threading.Channels;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace MailCloud.Storage.Spooling;

/// <summary>A message taken from a queue; it comes back if it is not deleted while its lease lasts.</summary>
/// <param name="DequeueCount">How often it was taken, this time included.</param>
public sealed record WorkItem(string Id, string Receipt, string Text, long DequeueCount, DateTimeOffset? Inserted, DateTimeOffset? Expires);

/// <summary>One of the queues (<see cref="QueueNames"/>). Texts are kept in base64 and never expire.</summary>
public sealed class WorkQueue
{
    /// <summary>The longest text, in octets of UTF-8: 64 KiB once it is in base64.</summary>
    public const int MaxOctets = 48 * 1024;

    /// <summary>The time to live of a message that waits until somebody deletes it.</summary>
    internal static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private readonly QueueClient client;
    private readonly ChannelWriter<string> sent;

    internal WorkQueue(QueueClient client, ChannelWriter<string> sent)
    {
        this.client = client;
        this.sent = sent;
    }

    public string Name => client.Name;

    /// <summary>Puts a text on the queue, to be seen after <paramref name="delay"/>. A lost answer may lead to it being there twice.</summary>
    public async Task SendAsync(string text, TimeSpan delay, CancellationToken cancellationToken)
    {
        await StorageCall.RunAsync(cancel => client.SendMessageAsync(text, delay, Never, cancel), cancellationToken);
        if (delay == TimeSpan.Zero)
            sent.TryWrite(Name);
    }

    /// <summary>Takes up to 32 messages, which nobody else sees for <paramref name="lease"/>.</summary>
    public Task<IReadOnlyList<WorkItem>> ReceiveAsync(int max, TimeSpan lease, CancellationToken cancellationToken) =>
        StorageCall.RunAsync<IReadOnlyList<WorkItem>>(
            async cancel =>
            {
                var messages = await client.ReceiveMessagesAsync(max, lease, cancel);
                return [.. messages.Value.Select(ToItem)];
            },
            cancellationToken
        );

    /// <summary>Deletes a message; harmless if somebody else has it by now.</summary>
    public Task DeleteAsync(WorkItem item, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    await client.DeleteMessageAsync(item.Id, item.Receipt, cancel);
                }
                catch (RequestFailedException e) when (e.Status == 404)
                {
                    // Gone, or its lease ran out and it will be worked on again.
                }
            },
            cancellationToken
        );

    /// <summary>Sets when a message that was taken is seen again, counted from now. Gives the item with its new receipt.</summary>
    public Task<WorkItem> RenewAsync(WorkItem item, TimeSpan lease, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                var answer = await client.UpdateMessageAsync(item.Id, item.Receipt, item.Text, lease, cancel);
                return item with { Receipt = answer.Value.PopReceipt };
            },
            cancellationToken
        );

    /// <summary>How many messages there are, about, seen and unseen.</summary>
    public Task<int> CountAsync(CancellationToken cancellationToken) =>
        StorageCall.RunAsync(async cancel => (await client.GetPropertiesAsync(cancel)).Value.ApproximateMessagesCount, cancellationToken);

    /// <summary>When the oldest message that could be taken now was put there; null: there is none.</summary>
    public Task<DateTimeOffset?> PeekAsync(CancellationToken cancellationToken) =>
        StorageCall.RunAsync(async cancel => (await client.PeekMessageAsync(cancel)).Value?.InsertedOn, cancellationToken);

    private static WorkItem ToItem(QueueMessage message) =>
        new(message.MessageId, message.PopReceipt, message.Body.ToString(), message.DequeueCount, message.InsertedOn, message.ExpiresOn);
}
