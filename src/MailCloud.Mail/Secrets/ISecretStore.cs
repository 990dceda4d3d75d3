using MailCloud.Mail.Store;

namespace MailCloud.Mail.Secrets;

/// <summary>
/// Keeps what nobody but this service may know, such as private keys and passwords for other servers: Key Vault, or a folder on one machine. What is read
/// may be minutes old where another process wrote it. Every method may throw <see cref="StoreUnavailableException"/>. Values are never logged.
/// </summary>
public interface ISecretStore
{
    /// <summary>Null: there is no such secret.</summary>
    ValueTask<string?> FindAsync(SecretName name, CancellationToken cancellationToken);

    /// <summary>Adds a secret, or replaces its value. A name may be used again after its secret was removed.</summary>
    /// <param name="value">At most <see cref="MaxValueOctets"/> octets of UTF-8, not empty.</param>
    ValueTask SetAsync(SecretName name, string value, CancellationToken cancellationToken);

    /// <summary>False: there was no such secret. Where the vault keeps removed secrets for a time, an administrator can bring it back.</summary>
    ValueTask<bool> RemoveAsync(SecretName name, CancellationToken cancellationToken);

    /// <summary>The names of secrets, ordered, without their values.</summary>
    /// <param name="prefix">What they start with; empty: all.</param>
    IAsyncEnumerable<SecretName> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The longest value, which is Key Vault's limit.</summary>
    const int MaxValueOctets = 25 * 1024;
}
