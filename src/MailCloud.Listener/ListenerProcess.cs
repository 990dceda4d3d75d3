using System.Net;
using MailCloud.Listener.Health;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;
using MailCloud.Mail.Store;
using MailCloud.Secrets;
using MailCloud.SenderAuthentication.Srs;
using MailCloud.Storage;

namespace MailCloud.Listener;

/// <summary>
/// The listener as a container from its start to its end. What it needs and is not there yet, a certificate or a secret, it waits for, with closed ports and
/// saying so; when it is to end it first says that it is not ready, then closes its ports, then lets what is under way come to an end. It writes no files.
/// </summary>
public sealed class ListenerProcess(
    ListenerSettings settings,
    Func<string, string?> variable,
    MailStorage storage,
    TimeProvider time,
    ILoggerFactory loggers
)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly SettingReader variables = new(variable);
    private readonly ILogger logger = loggers.CreateLogger<ListenerProcess>();

    /// <summary>Runs until <paramref name="ending"/> is cancelled, or a port stops accepting by itself.</summary>
    /// <exception cref="PortUnavailableException">A port is taken or not allowed.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The certificate's files are not a certificate and its key.</exception>
    public async Task RunAsync(CancellationToken ending)
    {
        await using var probe = new StorageProbe(ReadSomethingAsync, time, loggers.CreateLogger<StorageProbe>());
        var health = new HealthState(probe);
        await using var healthServer = await HealthServer.StartAsync(new IPEndPoint(settings.Bind, settings.HealthPort), health, loggers);
        await using var vault = OpenVault();
        try
        {
            if (vault is not null)
                await vault.Loaded.WaitAsync(ending);
            health.HasCertificate = true;
            var returnPaths = await OpenReturnPathsAsync(ending);
            await ServeAsync((CertificateSource?)vault ?? OpenFiles(), returnPaths, health, ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // It had not come to serving anybody.
        }
    }

    private async Task ServeAsync(CertificateSource certificates, IReturnPaths? returnPaths, HealthState health, CancellationToken ending)
    {
        var ports = MailPorts.Create(
            settings.Bind,
            settings.Ports,
            settings.HostName,
            settings.PrimaryDomain,
            MailBackend.Of(storage, returnPaths),
            variables,
            time,
            loggers
        );
        await using var listener = new MailListener(certificates, settings.Clients.Limits, time, loggers)
        {
            ProxyNetworks = settings.Access.ProxyNetworks,
            AddressesAreHidden = settings.Clients.AreHidden,
        };
        await listener.StartAsync(ports, CancellationToken.None);
        health.Serve(listener.Accepting);
        logger.LogInformation("The ports are open");
        var ended = Task.Delay(Timeout.Infinite, ending);
        // A port that stops accepting by itself ends the process, so that whoever runs the container starts it anew.
        if (await Task.WhenAny(ended, listener.Accepting) != ended)
        {
            await listener.Accepting;
            throw new InvalidOperationException("The ports accept no more, and nobody has asked for it.");
        }
        health.Drain();
        logger.LogInformation("The process is to end: not ready any more, the ports close in {Delay}", settings.DrainDelay);
        await Task.Delay(settings.DrainDelay, time, CancellationToken.None);
        await listener.StopAsync(CancellationToken.None);
        logger.LogInformation("All connections have ended");
    }

    private KeyVaultCertificateSource? OpenVault() =>
        settings.Certificates.Vault is { } vault
            ? new KeyVaultCertificateSource(
                vault.Open(),
                vault.Names,
                vault.Interval,
                time,
                loggers.CreateLogger<KeyVaultCertificateSource>()
            )
            : null;

    private PemCertificateSource OpenFiles()
    {
        var (certificate, key) =
            settings.Certificates.Files ?? throw new InvalidOperationException("Certificates come from files or from a vault.");
        return new PemCertificateSource(certificate, key, time, loggers.CreateLogger<PemCertificateSource>());
    }

    // Without its secret, forwarded mail that comes back would be refused for good: better no port than that.
    private async Task<IReturnPaths?> OpenReturnPathsAsync(CancellationToken ending)
    {
        if (!MailPorts.IsOutboundConfigured(variables))
            return null;
        var secrets = SecretSettings.Read(variables).Open(time, loggers);
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await SrsSecret.OpenAsync(secrets, time, ending);
            }
            catch (StoreUnavailableException e)
            {
                logger.LogError(
                    e,
                    "The secret of forwarded senders cannot be read, and the ports stay closed without it; next try in {Wait}",
                    wait
                );
            }
            await Task.Delay(wait, time, ending);
        }
    }

    private async ValueTask ReadSomethingAsync(CancellationToken cancellationToken) =>
        await storage.Directory.FindAsync(new Address("postmaster", settings.PrimaryDomain), cancellationToken);
}
