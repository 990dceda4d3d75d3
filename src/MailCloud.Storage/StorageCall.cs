using System.Net.Sockets;
using Azure;
using Azure.Identity;
using MailCloud.Mail.Store;

namespace MailCloud.Storage;

/// <summary>
/// Every call to the storage account goes through here: it ends in bounded time, and a storage that is away, refuses or gives no answer
/// becomes <see cref="StoreUnavailableException"/>. Answers that a caller understands (not found, exists, changed) it handles inside the call.
/// </summary>
internal static class StorageCall
{
    /// <summary>The longest that a call with all its retries may take; a client waits for its command meanwhile.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        try
        {
            return await call(limited.Token);
        }
        catch (Exception e) when (IsOutage(e) && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw Unavailable(e);
        }
    }

    public static Task RunAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        RunAsync(
            async cancel =>
            {
                await call(cancel);
                return true;
            },
            cancellationToken
        );

    /// <summary>Whether the storage may or may not have done what it was asked: there was no answer, or one that says nothing about it.</summary>
    public static bool IsUnanswered(Exception e) =>
        IsOutage(e) && e is not RequestFailedException { Status: >= 400 and < 500 and not 408 and not 429 };

    public static StoreUnavailableException Unavailable(Exception e) =>
        e as StoreUnavailableException ?? new StoreUnavailableException("The storage account cannot be reached, or refuses.", e);

    private static bool IsOutage(Exception e) =>
        e switch
        {
            // The client gathers the failures of its retries.
            AggregateException { InnerExceptions: { Count: > 0 } inner } => inner.All(IsOutage),
            // Whoever gives out tokens is away, or gives us none.
            AuthenticationFailedException => true,
            RequestFailedException or IOException or HttpRequestException or SocketException => true,
            OperationCanceledException or TimeoutException => true,
            _ => false,
        };
}
