using MailCloud.Functions.Hosting;
using MailCloud.Mail.Delivery;
using MailCloud.Storage.Spooling;

namespace MailCloud.Functions.Handlers;

/// <summary>Function Deliver, for each message of the queue <c>deliver</c>: brings a batch of accepted messages to their accounts.</summary>
internal sealed class DeliverFunction(DeliveryQueue queue, DeliveryAgent agent)
{
    public async Task RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        await agent.DeliverAsync(await queue.ReadAsync(invocation.Data, cancellationToken), cancellationToken);
}
