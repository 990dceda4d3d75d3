using MailCloud.Identity;
using MailCloud.Mail.Settings;
using Microsoft.Extensions.Logging;

namespace MailCloud.Storage;

/// <summary>
/// The storage account as the environment names it, by the same settings that the queue trigger reads: the connection string
/// <c>MAILCLOUD_STORAGE</c>, or the addresses <c>MAILCLOUD_STORAGE__blobServiceUri</c>, <c>…__queueServiceUri</c> and <c>…__tableServiceUri</c>, with an
/// identity (<see cref="AzureIdentity"/>).
/// </summary>
public static class StorageSettings
{
    public const string Variable = "MAILCLOUD_STORAGE";

    /// <param name="variable">Reads an environment variable; null if it is not set.</param>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static MailStorage Open(Func<string, string?> variable, TimeProvider time, ILoggerFactory loggers)
    {
        var connection = Read(variable);
        try
        {
            return new MailStorage(connection, time, loggers);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new SettingException(Variable, "is the connection string of a storage account");
        }
    }

    private static StorageConnection Read(Func<string, string?> variable)
    {
        if (variable(Variable) is { Length: > 0 } connectionString)
            return StorageConnection.FromConnectionString(connectionString);
        var blobs = Address("blob");
        var credential = AzureIdentity.For(new SettingReader(variable), Variable);
        return StorageConnection.FromAddresses(blobs, Address("queue"), Address("table"), credential);

        Uri Address(string service)
        {
            var name = $"{Variable}__{service}ServiceUri";
            return Uri.TryCreate(variable(name), UriKind.Absolute, out var address) && address.Scheme is "https"
                ? address
                : throw new SettingException(
                    name,
                    $"is the https address of the storage account's {service} service; it is needed where {Variable} is no connection string"
                );
        }
    }
}
