using Azure.Identity;
using MailCloud.Local;
using MailCloud.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Cli;

/// <summary>Which storage account, and how one gets in.</summary>
public abstract record StorageAccount
{
    private StorageAccount() { }

    /// <summary>With the key that the connection string holds.</summary>
    public sealed record WithConnectionString(string ConnectionString) : StorageAccount
    {
        /// <summary>Without the key.</summary>
        public override string ToString() => nameof(WithConnectionString);
    }

    /// <summary>As whom Azure knows the caller (<c>az login</c>, a managed identity), by the account's <c>https://NAME.blob.core.windows.net</c>.</summary>
    public sealed record WithIdentity(Uri AccountUrl) : StorageAccount;

    /// <summary>Opens it. The tables, containers and queues that are not there are made.</summary>
    /// <exception cref="SetupException">What was given is not a connection string.</exception>
    public async Task<MailStorage> OpenAsync(ILoggerFactory loggers, CancellationToken cancel)
    {
        MailStorage storage;
        try
        {
            storage = new MailStorage(Connection(), TimeProvider.System, loggers);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // The client's own message could repeat the key.
            throw new SetupException("What is given as --storage is not the connection string of a storage account.", e);
        }
        try
        {
            await storage.EnsureCreatedAsync(cancel);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The accounts in it, for a command that does not serve.</summary>
    public static async ValueTask<Accounts> OpenAccountsAsync(StorageAccount account, CancellationToken cancel)
    {
        var storage = await account.OpenAsync(NullLoggerFactory.Instance, cancel);
        return new Accounts(storage.Directory, storage.Store, storage.Objects, storage);
    }

    private StorageConnection Connection() =>
        this switch
        {
            WithConnectionString { ConnectionString: var text } => StorageConnection.FromConnectionString(text),
            WithIdentity { AccountUrl: var blobs } => StorageConnection.FromAddresses(
                blobs,
                Sibling(blobs, "queue"),
                Sibling(blobs, "table"),
                new DefaultAzureCredential()
            ),
            _ => throw new InvalidOperationException($"There is no way into {this}."),
        };

    private static Uri Sibling(Uri blobs, string service) =>
        new UriBuilder(blobs) { Host = blobs.Host.Replace(".blob.", $".{service}.", StringComparison.OrdinalIgnoreCase) }.Uri;
}
