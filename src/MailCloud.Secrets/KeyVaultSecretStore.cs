using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Secrets;

/// <summary>
/// Secrets in an Azure Key Vault. Values are kept in memory for minutes, since a vault answers slowly and counts its callers; while it does not answer at
/// all, what it said last still holds, so that mail goes on being signed.
/// </summary>
public sealed class KeyVaultSecretStore : ISecretStore
{
    /// <summary>How long a value is believed without asking again.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(5);

    /// <summary>How long it is believed that there is no such secret.</summary>
    public static readonly TimeSpan AbsenceFreshness = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a call with all its retries may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const int Conflict = 409;
    private const int NotFound = 404;

    private readonly ConcurrentDictionary<SecretName, Known> known = new();
    private readonly SecretClient client;
    private readonly TimeProvider time;
    private readonly ILogger log;

    public KeyVaultSecretStore(Uri vault, TokenCredential credential, TimeProvider time, ILogger<KeyVaultSecretStore> log)
        : this(vault, credential, time, log, new SecretClientOptions()) { }

    internal KeyVaultSecretStore(Uri vault, TokenCredential credential, TimeProvider time, ILogger log, SecretClientOptions options)
    {
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        client = new SecretClient(vault, credential, options);
        this.time = time;
        this.log = log;
    }

    public async ValueTask<string?> FindAsync(SecretName name, CancellationToken cancellationToken)
    {
        var last = known.GetValueOrDefault(name);
        if (last is not null && time.GetElapsedTime(last.At) < (last.Value is null ? AbsenceFreshness : Freshness))
            return last.Value;
        try
        {
            var value = await ReadAsync(name, cancellationToken);
            Remember(name, value);
            return value;
        }
        catch (StoreUnavailableException e) when (last?.Value is not null)
        {
            log.LogWarning(e, "The key vault does not answer; {Secret} is used as it was", name);
            return last.Value;
        }
    }

    public async ValueTask SetAsync(SecretName name, string value, CancellationToken cancellationToken)
    {
        SecretValue.Require(value);
        await RunAsync(
            async cancel =>
            {
                try
                {
                    await client.SetSecretAsync(name.Value, value, cancel);
                }
                catch (RequestFailedException e) when (e.Status == Conflict)
                {
                    // A removed secret holds its name until the vault forgets it: it is brought back, and then replaced.
                    var recovery = await client.StartRecoverDeletedSecretAsync(name.Value, cancel);
                    await recovery.WaitForCompletionAsync(cancel);
                    await client.SetSecretAsync(name.Value, value, cancel);
                }
                return true;
            },
            cancellationToken
        );
        Remember(name, value);
    }

    public async ValueTask<bool> RemoveAsync(SecretName name, CancellationToken cancellationToken)
    {
        known.TryRemove(name, out _);
        return await RunAsync(
            async cancel =>
            {
                try
                {
                    var removal = await client.StartDeleteSecretAsync(name.Value, cancel);
                    // Until then the name can neither be set nor recovered.
                    await removal.WaitForCompletionAsync(cancel);
                    return true;
                }
                catch (RequestFailedException e) when (e.Status == NotFound)
                {
                    return false;
                }
            },
            cancellationToken
        );
    }

    public async IAsyncEnumerable<SecretName> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await RunAsync(
            async cancel =>
            {
                var all = new List<SecretName>();
                await foreach (var secret in client.GetPropertiesOfSecretsAsync(cancel))
                    if (secret.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                        all.Add(new SecretName(secret.Name));
                return all;
            },
            cancellationToken
        );
        foreach (var name in names.OrderBy(name => name.Value, StringComparer.Ordinal))
            yield return name;
    }

    private ValueTask<string?> ReadAsync(SecretName name, CancellationToken cancellationToken) =>
        RunAsync<string?>(
            async cancel =>
            {
                try
                {
                    var answer = await client.GetSecretAsync(name.Value, cancellationToken: cancel);
                    return answer.Value.Value;
                }
                catch (RequestFailedException e) when (e.Status == NotFound)
                {
                    return null;
                }
            },
            cancellationToken
        );

    private void Remember(SecretName name, string? value) => known[name] = new Known(value, time.GetTimestamp());

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
            throw new StoreUnavailableException("The key vault cannot be reached, or refuses.", e);
        }
    }

    private static bool IsOutage(Exception e) =>
        e
            is RequestFailedException
                or AuthenticationFailedException
                or AggregateException
                or IOException
                or HttpRequestException
                or OperationCanceledException;

    /// <summary>What the vault said of a secret, and when.</summary>
    private sealed record Known(string? Value, long At)
    {
        /// <summary>Without the value.</summary>
        public override string ToString() => nameof(Known);
    }
}
