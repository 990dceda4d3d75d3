using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Certificates;
using Azure.Security.KeyVault.Secrets;
using MailCloud.Mail.Store;

namespace MailCloud.Certificates.Vault;

/// <summary>
/// The certificates of an Azure Key Vault, for who uses them: versions are asked for often and the key is fetched only when there is a new one. The role Key Vault
/// Certificate User is enough. Every method may throw <see cref="StoreUnavailableException"/>: the vault is away, or refuses.
/// </summary>
/// <remarks>
/// The key comes with its whole chain by the secret behind the certificate: the certificate client's own download keeps the chain to itself.
/// </remarks>
public sealed class CertificateVault
{
    /// <summary>The longest that a call with all its retries may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const int NotFound = 404;

    private readonly CertificateClient certificates;
    private readonly SecretClient secrets;

    public CertificateVault(Uri vault, TokenCredential credential)
        : this(vault, credential, new CertificateClientOptions(), new SecretClientOptions()) { }

    internal CertificateVault(
        Uri vault,
        TokenCredential credential,
        CertificateClientOptions certificateOptions,
        SecretClientOptions secretOptions
    )
    {
        Configure(certificateOptions);
        Configure(secretOptions);
        certificates = new CertificateClient(vault, credential, certificateOptions);
        secrets = new SecretClient(vault, credential, secretOptions);
    }

    /// <summary>
    /// The version that a name stands for: the newest, unless that one is switched off or still waits for its authority; then the newest that is on. Null: there
    /// is none.
    /// </summary>
    public ValueTask<string?> FindVersionAsync(string name, CancellationToken cancellationToken) =>
        RunAsync(
            async cancel =>
            {
                try
                {
                    var newest = (await certificates.GetCertificateAsync(name, cancel)).Value.Properties;
                    return newest.Enabled is true ? newest.Version : await FindNewestEnabledAsync(name, cancel);
                }
                catch (RequestFailedException e) when (e.Status == NotFound)
                {
                    return null;
                }
            },
            cancellationToken
        );

    /// <exception cref="CryptographicException">What the vault has under this name is no certificate that can be used.</exception>
    public async ValueTask<CertificateWithKey> ReadAsync(string name, string version, CancellationToken cancellationToken)
    {
        var secret = await RunAsync(async cancel => (await secrets.GetSecretAsync(name, version, cancel)).Value, cancellationToken);
        return CertificateWithKey.Read(secret.Properties.ContentType, secret.Value);
    }

    private async Task<string?> FindNewestEnabledAsync(string name, CancellationToken cancellationToken)
    {
        CertificateProperties? newest = null;
        await foreach (var version in certificates.GetPropertiesOfCertificateVersionsAsync(name, cancellationToken))
            if (version.Enabled is true && (newest is null || version.CreatedOn > newest.CreatedOn))
                newest = version;
        return newest?.Version;
    }

    private static void Configure(ClientOptions options)
    {
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
    }

    private static async ValueTask<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        try
        {
            return await call(limited.Token);
        }
        catch (Exception e) when (IsOutage(e) && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"The key vault cannot be reached, or refuses: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static bool IsOutage(Exception e) =>
        e
            is RequestFailedException
                or AuthenticationFailedException
                or AggregateException
                or IOException
                or HttpRequestException
                or FormatException
                or OperationCanceledException;
}
