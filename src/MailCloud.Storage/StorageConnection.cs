using Azure.Core;

namespace MailCloud.Storage;

/// <summary>Which storage account, and with what right: a connection string, or the account's addresses and an identity.</summary>
public sealed class StorageConnection
{
    private StorageConnection() { }

    internal string? ConnectionString { get; private init; }

    internal Uri? Blobs { get; private init; }

    internal Uri? Queues { get; private init; }

    internal Uri? Tables { get; private init; }

    internal TokenCredential? Credential { get; private init; }

    /// <summary>An account by its connection string, which holds its key: Azurite's.</summary>
    public static StorageConnection FromConnectionString(string connectionString) => new() { ConnectionString = connectionString };

    /// <summary>An account of Azure by its name, in the public cloud.</summary>
    public static StorageConnection FromAccountName(string account, TokenCredential credential) =>
        FromAddresses(
            new Uri($"https://{account}.blob.core.windows.net"),
            new Uri($"https://{account}.queue.core.windows.net"),
            new Uri($"https://{account}.table.core.windows.net"),
            credential
        );

    /// <summary>An account by the addresses of its services; the credential is an identity's, such as <c>DefaultAzureCredential</c>.</summary>
    public static StorageConnection FromAddresses(Uri blobs, Uri queues, Uri tables, TokenCredential credential) =>
        new()
        {
            Blobs = blobs,
            Queues = queues,
            Tables = tables,
            Credential = credential,
        };
}
