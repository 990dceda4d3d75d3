using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MailCloud.Listener;
using MailCloud.Listener.Access;
using MailCloud.Mail.Settings;
using MailCloud.Secrets;
using MailCloud.SenderAuthentication.Srs;
using MailCloud.Storage;
using MailCloud.Telemetry;

// The listener as a container: settings from the environment, logs to standard output, SIGTERM ends it in good order.
try
{
    var variables = new SettingReader(Environment.GetEnvironmentVariable);
    var settings = ListenerSettings.Read(Environment.GetEnvironmentVariable);
    using var telemetry = ProgramTelemetry.Start(variables, "mailcloud-listener");
    var logs = telemetry.Loggers;
    await using var storage = StorageSettings.Open(Environment.GetEnvironmentVariable, TimeProvider.System, logs);
    var certificates = new PemCertificateSource(
        settings.CertificateFile,
        settings.KeyFile,
        TimeProvider.System,
        logs.CreateLogger<PemCertificateSource>()
    );
    var backend = new MailBackend(
        storage.Store,
        storage.Directory,
        storage.Quotas,
        storage.Maildrops,
        storage.Spool,
        storage.Greylist,
        storage.Lessons,
        storage.Models
    )
    {
        Indexes = (storage.Indexes, storage.IndexRequests),
        ReturnPaths = MailPorts.IsOutboundConfigured(variables)
            ? await SrsSecret.OpenAsync(
                SecretSettings.Read(variables).Open(TimeProvider.System, logs),
                TimeProvider.System,
                CancellationToken.None
            )
            : null,
    };
    var ports = MailPorts.Create(
        settings.Bind,
        settings.Ports,
        settings.HostName,
        settings.PrimaryDomain,
        backend,
        variables,
        TimeProvider.System,
        logs
    );

    await using var listener = new MailListener(certificates, new ConnectionLimits(), TimeProvider.System, logs)
    {
        ProxyNetworks = AccessSettings.Read(variables).ProxyNetworks,
    };
    await listener.StartAsync(ports, CancellationToken.None);
    var ending = new TaskCompletionSource();
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
    // A port that stops accepting by itself ends the process, so that whoever runs the container starts it anew.
    await await Task.WhenAny(ending.Task, listener.Accepting);
    return 0;

    void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        ending.TrySetResult();
    }
}
catch (Exception e) when (e is SettingException or PortUnavailableException or CryptographicException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
