using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using MailCloud.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MailCloud.Testing.Transcripts;

/// <summary>
/// Worlds whose mail is in a storage account, all of them in one Azurite: each has accounts of its own, and opens the storage as one more process would.
/// Who may log in is in memory, as in the other worlds.
/// </summary>
public sealed class StorageWorlds : IAsyncLifetime
{
    private readonly List<MailStorage> opened = [];
    private AzuriteServer azurite = null!;
    private Task? created;
    private int count;

    public async ValueTask InitializeAsync() => azurite = await AzuriteServer.StartAsync();

    /// <summary>An empty world, for <see cref="TranscriptPlayer"/>.</summary>
    public async ValueTask<TranscriptWorld> OpenAsync(TimeProvider time)
    {
        var storage = new MailStorage(StorageConnection.FromConnectionString(azurite.ConnectionString), time, NullLoggerFactory.Instance);
        opened.Add(storage);
        await (created ??= storage.EnsureCreatedAsync(CancellationToken.None));
        var number = ++count;
        return new TranscriptWorld(storage.Store, new MemoryDirectory(), time)
        {
            AccountOf = address => new AccountId($"{number}-{address.Canonical}"),
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in opened)
            await storage.DisposeAsync();
        await azurite.DisposeAsync();
    }
}
