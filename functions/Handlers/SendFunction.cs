using MailCloud.Functions.Hosting;
using MailCloud.Outbound.Queue;
using MailCloud.Storage.Outbound;

namespace MailCloud.Functions.Handlers;

/// <summary>Function Send, for each message of the queue <c>send</c>: it is a group of recipients' turn to be sent their mail.</summary>
internal sealed class SendFunction(SendAgent agent)
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        agent.RunAsync(OutgoingStore.ReadTicket(invocation.Data), cancellationToken);
}
