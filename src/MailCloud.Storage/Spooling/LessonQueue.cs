using MailCloud.Mail.Junk;
using MailCloud.Storage.Format;

namespace MailCloud.Storage.Spooling;

/// <summary>The queue <c>train</c>: what users taught the spam filter, each move one message of the queue.</summary>
public sealed class LessonQueue : ILessonQueue
{
    private readonly WorkQueue queue;

    internal LessonQueue(WorkQueue queue) => this.queue = queue;

    /// <inheritdoc/>
    public async ValueTask EnqueueAsync(LessonBatch batch, CancellationToken cancellationToken) =>
        await queue.SendAsync(LessonFormat.Encode(batch), TimeSpan.Zero, cancellationToken);

    /// <summary>What a message of the queue says.</summary>
    /// <exception cref="InvalidDataException">It is no such message.</exception>
    public static LessonBatch Read(string text) => LessonFormat.Decode(text);
}
