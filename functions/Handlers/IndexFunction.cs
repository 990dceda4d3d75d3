using MailCloud.Functions.Hosting;
using MailCloud.Search.Building;
using MailCloud.Storage.Spooling;

namespace MailCloud.Functions.Handlers;

/// <summary>Function Index, for each message of the queue <c>index</c>: brings the text index of an account up to date, or a part of it.</summary>
internal sealed class IndexFunction(IndexBuilder builder)
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        builder.RunAsync(IndexQueue.Read(invocation.Data), cancellationToken);
}
