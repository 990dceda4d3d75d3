namespace MailCloud.Functions.Hosting;

/// <summary>What <c>host.json</c> says, as far as somebody besides the Functions host needs to know it.</summary>
/// <param name="FunctionTimeout">How long an invocation may take before the host restarts the handler.</param>
public sealed record HostSettings(TimeSpan FunctionTimeout, ExtensionSettings Extensions)
{
    /// <summary>Application settings of this form stand above the file: <c>AzureFunctionsJobHost__extensions__queues__batchSize</c>.</summary>
    private const string OverridePrefix = "AzureFunctionsJobHost__";

    /// <exception cref="InvalidOperationException">A setting is missing or has no sensible value.</exception>
    public static HostSettings Read(string folder) =>
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(folder, "host.json"))
            .AddEnvironmentVariables(OverridePrefix)
            .Build()
            .Get<HostSettings>()
        ?? throw new InvalidOperationException("host.json is empty.");
}

public sealed record ExtensionSettings(HttpSettings Http, QueueSettings Queues);

/// <param name="RoutePrefix">What the host puts in front of every HTTP function's path; nothing, since the webmail's addresses are below the root.</param>
public sealed record HttpSettings(string RoutePrefix);

/// <summary>How queues are read. Every queue may have <see cref="BatchSize"/> + <see cref="NewBatchThreshold"/> messages in work.</summary>
/// <param name="BatchSize">Messages taken at a time, at most 32.</param>
/// <param name="NewBatchThreshold">More are taken when no more than so many are in work.</param>
/// <param name="MaxDequeueCount">Attempts before a message is put aside.</param>
/// <param name="VisibilityTimeout">How long a message that failed waits for its next attempt.</param>
public sealed record QueueSettings(int BatchSize, int NewBatchThreshold, int MaxDequeueCount, TimeSpan VisibilityTimeout);
