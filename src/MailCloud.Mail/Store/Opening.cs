using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Store;

/// <summary>
/// The start of a program that needs something of storage, or of the vault, before it can serve. While they do not answer it waits and says so, and goes on
/// by itself when they do: whoever runs it would give up a program that ends again and again.
/// </summary>
public static class Opening
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Tries <paramref name="open"/> until it does not throw <see cref="StoreUnavailableException"/>; each pause is twice the last, to ten seconds.</summary>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> open, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            try
            {
                return await open();
            }
            catch (StoreUnavailableException e)
            {
                log.LogError(e, "The program cannot start yet; it tries again in {Seconds} s", pause.TotalSeconds);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }
}
