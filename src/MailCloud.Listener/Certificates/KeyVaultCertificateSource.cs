using System.Collections.Immutable;
using System.Net.Security;
using MailCloud.Certificates.Vault;

namespace MailCloud.Listener;

/// <summary>
/// Certificates in a key vault, by name. The vault is asked for new versions every few minutes; a new one takes the old one's place between two handshakes.
/// What worked last stays in use while the vault is away, while what it has cannot be used, and while what it has is expired.
/// </summary>
public sealed class KeyVaultCertificateSource : CertificateSource, IAsyncDisposable
{
    /// <summary>Somebody should know that long before a certificate expires.</summary>
    public static readonly TimeSpan WarningTime = TimeSpan.FromDays(14);

    /// <summary>How long the first wait for a certificate is that is not there; each further one is twice as long.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>While a name has no certificate at all, the vault is asked at least this often.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WarningInterval = TimeSpan.FromDays(1);

    private readonly CertificateVault vault;
    private readonly ImmutableArray<string> names;
    private readonly TimeSpan interval;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CertificateMetrics metrics;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, InUse> inUse = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> warned = new(StringComparer.Ordinal);
    private readonly Task polling;
    private volatile CertificateTable? table;

    /// <param name="names">In the vault; the first one's certificate is for who names no server.</param>
    /// <param name="interval">Between two looks at the vault; each is up to a fifth shorter or longer, so that replicas do not ask all at once.</param>
    public KeyVaultCertificateSource(
        CertificateVault vault,
        ImmutableArray<string> names,
        TimeSpan interval,
        TimeProvider time,
        ILogger<KeyVaultCertificateSource> logger
    )
    {
        (this.vault, this.names, this.interval, this.time, this.logger) = (vault, names, interval, time, logger);
        metrics = new CertificateMetrics(time);
        polling = PollAsync(stopping.Token);
    }

    /// <summary>Is done as soon as there is one certificate.</summary>
    public Task Loaded => loaded.Task;

    /// <exception cref="InvalidOperationException">None is <see cref="Loaded"/>.</exception>
    public override SslStreamCertificateContext Select(string? serverName) =>
        (table ?? throw new InvalidOperationException("There is no certificate yet.")).Select(serverName);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await polling;
        stopping.Dispose();
        metrics.Dispose();
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        try
        {
            while (true)
            {
                foreach (var name in names)
                    await RefreshAsync(name, cancellationToken);
                var isComplete = inUse.Count == names.Length;
                await Task.Delay(Jittered(isComplete ? interval : wait), time, cancellationToken);
                wait = isComplete ? FirstWait : Min(Min(wait * 2, LongestWait), interval);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The listener ends.
        }
    }

    private async Task RefreshAsync(string name, CancellationToken cancellationToken)
    {
        var old = inUse.GetValueOrDefault(name);
        try
        {
            if (await vault.FindVersionAsync(name, cancellationToken) is not { } version)
                Complain(name, old, "there is none of this name that is enabled", null);
            else if (!string.Equals(version, old?.Version, StringComparison.Ordinal))
                Take(name, old, version, await vault.ReadAsync(name, version, cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong with the vault or in it, mail goes on.
            Complain(name, old, e.Message, e);
        }
        if (inUse.TryGetValue(name, out var current))
            WarnOfExpiry(name, current);
    }

    private void Take(string name, InUse? old, string version, CertificateWithKey certificate)
    {
        var now = time.GetUtcNow();
        // Port 25's clients seldom look at the date: one that is over is better than none, and worse than any other.
        if (!certificate.IsCurrent(now) && old is not null)
        {
            Complain(name, old, $"version {version} is good from {certificate.Begins:u} to {certificate.Expires:u} only", null);
            return;
        }
        // What is replaced is left to the garbage collector: handshakes may be using it.
        inUse[name] = new InUse(
            version,
            certificate.Expires,
            SslStreamCertificateContext.Create(certificate.Certificate, certificate.Chain, offline: true)
        );
        table = new CertificateTable(names.Where(inUse.ContainsKey).Select(one => inUse[one].Context));
        metrics.Note(name, certificate.Expires);
        warned.Remove(name);
        logger.LogInformation(
            "The certificate {Name} is in use: version {Version}, {Subject}, thumbprint {Thumbprint}, until {Expires:u}",
            name,
            version,
            certificate.Certificate.Subject,
            certificate.Certificate.Thumbprint,
            certificate.Expires
        );
        loaded.TrySetResult();
    }

    private void Complain(string name, InUse? old, string reason, Exception? e)
    {
        if (old is not null)
            logger.LogWarning(e, "The certificate {Name} stays as it was, version {Version}: {Reason}", name, old.Version, reason);
        else if (table is null)
            logger.LogError(e, "No certificate {Name}, and the ports stay closed without one: {Reason}", name, reason);
        else
            logger.LogError(e, "No certificate {Name}; its names are answered with another one: {Reason}", name, reason);
    }

    private void WarnOfExpiry(string name, InUse current)
    {
        var now = time.GetUtcNow();
        if (current.Expires - now > WarningTime || (warned.TryGetValue(name, out var last) && now - last < WarningInterval))
            return;
        warned[name] = now;
        logger.LogWarning(
            "The certificate {Name} expires at {Expires:u}, in {Days:F1} days, and the vault has no newer one",
            name,
            current.Expires,
            (current.Expires - now).TotalDays
        );
    }

    private static TimeSpan Jittered(TimeSpan wait) => wait * (0.8 + (0.4 * Random.Shared.NextDouble()));

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed record InUse(string Version, DateTimeOffset Expires, SslStreamCertificateContext Context);
}
