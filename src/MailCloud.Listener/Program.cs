using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MailCloud.Listener;
using MailCloud.Mail.Settings;
using MailCloud.Storage;
using MailCloud.Telemetry;

// The listener as a container: settings from the environment, logs to standard output, SIGTERM ends it in good order.
using var ending = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
try
{
    var settings = ListenerSettings.Read(Environment.GetEnvironmentVariable);
    using var telemetry = ProgramTelemetry.Start(new SettingReader(Environment.GetEnvironmentVariable), "mailcloud-listener");
    var logs = telemetry.Loggers;
    var unknown = SettingNames.Unknown(Environment.GetEnvironmentVariables().Keys.Cast<string>()).ToList();
    if (unknown.Count > 0)
        logs.CreateLogger<ListenerProcess>().LogWarning("Nothing reads these settings: {Unknown}", string.Join(", ", unknown));
    await using var storage = StorageSettings.Open(Environment.GetEnvironmentVariable, TimeProvider.System, logs);
    await new ListenerProcess(settings, Environment.GetEnvironmentVariable, storage, TimeProvider.System, logs).RunAsync(ending.Token);
    return 0;
}
catch (Exception e) when (e is SettingException or PortUnavailableException or CryptographicException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ending.Cancel();
}
