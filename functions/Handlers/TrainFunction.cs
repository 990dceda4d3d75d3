using MailCloud.Functions.Hosting;
using MailCloud.Spam.Training;
using MailCloud.Storage.Spooling;

namespace MailCloud.Functions.Handlers;

/// <summary>Function Train, for each message of the queue <c>train</c>: learns what a user taught the spam filter by moving mail.</summary>
internal sealed class TrainFunction(SpamTraining training)
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        training.TrainAsync(LessonQueue.Read(invocation.Data), cancellationToken);
}
