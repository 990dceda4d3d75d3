namespace MailCloud.Functions.Hosting;

/// <summary>One call of a function by its trigger.</summary>
/// <param name="Id">Names the call in logs.</param>
/// <param name="Data">The queue message's text, or what the timer says as JSON.</param>
/// <param name="Attempt">1 for a queue message's first call; a timer's is always 1.</param>
public sealed record Invocation(string Id, string Data, int Attempt = 1);

/// <summary>What a trigger runs. To return is success; to throw leaves a queue message for another attempt.</summary>
public delegate Task TriggerHandler(Invocation invocation, CancellationToken cancellationToken);
