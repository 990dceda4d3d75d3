using MailCloud.Mail.Search;
using MailCloud.Storage.Format;

namespace MailCloud.Storage.Spooling;

/// <summary>The queue <c>index</c>: accounts whose text index is to be brought up to date.</summary>
public sealed class IndexQueue : IIndexQueue
{
    private readonly WorkQueue queue;

    internal IndexQueue(WorkQueue queue) => this.queue = queue;

    /// <inheritdoc/>
    public async ValueTask EnqueueAsync(IndexRequest request, TimeSpan delay, CancellationToken cancellationToken) =>
        await queue.SendAsync(IndexRequestFormat.Encode(request), delay, cancellationToken);

    /// <summary>What a message of the queue says.</summary>
    /// <exception cref="InvalidDataException">It is no such message.</exception>
    public static IndexRequest Read(string text) => IndexRequestFormat.Decode(text);
}
