using MailCloud.Functions.Hosting;
using MailCloud.Mail.Submissions;
using MailCloud.Storage.Spooling;

namespace MailCloud.Functions.Handlers;

/// <summary>Function Submit, for each message of the queue <c>submit</c>: it is the turn of what a user has sent through the API.</summary>
internal sealed class SubmitFunction(SubmissionAgent agent)
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        agent.RunAsync(SubmissionQueue.Read(invocation.Data), cancellationToken);
}
