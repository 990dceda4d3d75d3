using Azure.Core.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Storage.Tests;

/// <summary>Opens a storage account as one more process would.</summary>
internal static class Storages
{
    public static MailStorage Open(string connectionString, params HttpPipelinePolicy[] policies) =>
        new(StorageConnection.FromConnectionString(connectionString), TimeProvider.System, NullLoggerFactory.Instance, policies);
}

/// <summary>Waits for what takes a while, within a generous limit.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Looks until what it sees satisfies the condition.</summary>
    public static async Task<T> Async<T>(Func<Task<T>> look, Func<T, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var seen = await look();
            if (condition(seen))
                return seen;
            await Task.Delay(50, limit.Token);
        }
    }
}
