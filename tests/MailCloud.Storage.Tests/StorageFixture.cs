using Azure.Core.Pipeline;
using MailCloud.Storage.Tests;
using MailCloud.Testing;

[assembly: AssemblyFixture(typeof(StorageFixture))]

namespace MailCloud.Storage.Tests;

/// <summary>One storage account, in Azurite, for all tests of the assembly: each test has accounts, packs and domains of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private readonly List<MailStorage> opened = [];
    private AzuriteServer azurite = null!;
    private Task? created;

    public async ValueTask InitializeAsync() => azurite = await AzuriteServer.StartAsync();

    /// <summary>The account as one more process opens it.</summary>
    public async Task<MailStorage> OpenAsync(params HttpPipelinePolicy[] policies)
    {
        var storage = Storages.Open(azurite.ConnectionString, policies);
        Task ready;
        lock (opened)
        {
            opened.Add(storage);
            ready = created ??= CreateAsync();
        }
        await ready;
        return storage;
    }

    /// <summary>The account as the Azure clients see it.</summary>
    internal StorageClients Clients() => new(StorageConnection.FromConnectionString(azurite.ConnectionString));

    private async Task CreateAsync()
    {
        await using var storage = Storages.Open(azurite.ConnectionString);
        await storage.EnsureCreatedAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in opened)
            await storage.DisposeAsync();
        await azurite.DisposeAsync();
    }
}
