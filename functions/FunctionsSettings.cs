using System.Globalization;
using System.Net;
using Azure.Identity;
using MailCloud.Functions.Hosting;
using MailCloud.Storage;

namespace MailCloud.Functions;

/// <summary>
/// What the environment says. The storage account is named by the same settings that the queue trigger reads: the connection string
/// <c>MAILCLOUD_STORAGE</c>, or the addresses <c>MAILCLOUD_STORAGE__blobServiceUri</c>, <c>…__queueServiceUri</c> and <c>…__tableServiceUri</c>, with an
/// identity, which is the one of <c>…__clientId</c> if that is set.
/// </summary>
public sealed record FunctionsSettings(int Port, StorageConnection Storage)
{
    public const string StorageVariable = "MAILCLOUD_STORAGE";

    /// <param name="variable">Reads an environment variable; null if it is not set.</param>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static FunctionsSettings Read(Func<string, string?> variable) =>
        new(ReadPort(variable(HostContract.PortVariable)), ReadStorage(variable));

    /// <exception cref="SettingException">The connection string is none.</exception>
    public MailStorage OpenStorage(TimeProvider time, ILoggerFactory logs)
    {
        try
        {
            return new MailStorage(Storage, time, logs);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new SettingException(StorageVariable, "is the connection string of a storage account");
        }
    }

    private static int ReadPort(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new SettingException(HostContract.PortVariable, "is the TCP port to listen on, which the Functions host sets");

    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static StorageConnection ReadStorage(Func<string, string?> variable)
    {
        if (variable(StorageVariable) is { Length: > 0 } connectionString)
            return StorageConnection.FromConnectionString(connectionString);
        var client = variable($"{StorageVariable}__clientId");
        var credential = new DefaultAzureCredential(
            new DefaultAzureCredentialOptions { ManagedIdentityClientId = string.IsNullOrEmpty(client) ? null : client }
        );
        return StorageConnection.FromAddresses(Address("blob"), Address("queue"), Address("table"), credential);

        Uri Address(string service)
        {
            var name = $"{StorageVariable}__{service}ServiceUri";
            return Uri.TryCreate(variable(name), UriKind.Absolute, out var address) && address.Scheme is "https"
                ? address
                : throw new SettingException(
                    name,
                    $"is the https address of the storage account's {service} service; it is needed where {StorageVariable} is no connection string"
                );
        }
    }
}

/// <summary>A setting is missing or wrong. The message names it, and does not tell its value, which may hold a key.</summary>
public sealed class SettingException(string name, string meaning) : Exception($"The setting {name} is missing or wrong: it {meaning}.");
