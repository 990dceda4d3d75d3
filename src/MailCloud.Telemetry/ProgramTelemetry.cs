using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using MailCloud.Identity;
using MailCloud.Mail.Settings;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MailCloud.Telemetry;

/// <summary>
/// What a program tells of itself: logs to the console, and if somebody is named to hear it, traces, metrics and logs by OpenTelemetry. Where nobody is, nothing of it is loaded.
/// </summary>
public sealed class ProgramTelemetry : IDisposable
{
    /// <summary>All meters and sources of this service are named so.</summary>
    public const string Sources = "MailCloud.*";

    /// <summary>How many traces are kept unless the operator says otherwise: enough to see what is slow, and no bill to be afraid of.</summary>
    private const double SampledShare = 0.05;

    /// <summary>How long the last traces, and then the last metrics, may take to leave when a program ends. Logs have the exporters' own five seconds.</summary>
    private const int FarewellMilliseconds = 3_000;

    private readonly TracerProvider? traces;
    private readonly MeterProvider? metrics;

    private ProgramTelemetry(ILoggerFactory loggers, TracerProvider? traces, MeterProvider? metrics) =>
        (Loggers, this.traces, this.metrics) = (loggers, traces, metrics);

    public ILoggerFactory Loggers { get; }

    /// <param name="program">The program's name, as figures are told apart by it: <c>mailcloud-listener</c>.</param>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static ProgramTelemetry Start(SettingReader settings, string program, LogLevel level = LogLevel.Information)
    {
        var telemetry = TelemetrySettings.Read(settings, level);
        var exports = telemetry.IsExported ? new Exports(telemetry, settings, ResourceOf(program)) : null;
        var loggers = LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(telemetry.Level);
            if (telemetry.IsJson)
                logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
            else
                logging.AddSimpleConsole(console => console.SingleLine = true);
            if (exports is not null)
                logging.AddOpenTelemetry(exports.Configure);
        });
        return new ProgramTelemetry(loggers, exports?.Traces(), exports?.Metrics());
    }

    /// <summary>Sends what has gathered, in a time that is bounded, and ends.</summary>
    public void Dispose()
    {
        traces?.Shutdown(FarewellMilliseconds);
        metrics?.Shutdown(FarewellMilliseconds);
        traces?.Dispose();
        metrics?.Dispose();
        Loggers.Dispose();
    }

    private static ResourceBuilder ResourceOf(string program) =>
        ResourceBuilder
            .CreateEmpty()
            .AddTelemetrySdk()
            .AddService(
                program,
                serviceNamespace: "mailcloud",
                serviceVersion: typeof(ProgramTelemetry).Assembly.GetName().Version?.ToString(),
                serviceInstanceId: Environment.MachineName
            )
            // Last, so that what the operator says in OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES holds.
            .AddEnvironmentVariableDetector();

    /// <summary>The two kinds of hearers, told the same.</summary>
    private sealed class Exports(TelemetrySettings telemetry, SettingReader settings, ResourceBuilder resource)
    {
        // Application Insights takes no keys; the variable is the one that Azure's own programs go by.
        private readonly TokenCredential? credential = telemetry.AzureMonitor is null
            ? null
            : AzureIdentity.Of(settings.Text("AZURE_CLIENT_ID"));

        public TracerProvider Traces()
        {
            var builder = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources);
            if (settings.Text("OTEL_TRACES_SAMPLER") is null)
                builder.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(SampledShare)));
            if (telemetry.HasCollector)
                builder.AddOtlpExporter();
            if (telemetry.AzureMonitor is not null)
                builder.AddAzureMonitorTraceExporter(Configure);
            return builder.Build();
        }

        public MeterProvider Metrics()
        {
            var builder = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Sources).AddRuntimeInstrumentation();
            if (telemetry.HasCollector)
                builder.AddOtlpExporter();
            if (telemetry.AzureMonitor is not null)
                builder.AddAzureMonitorMetricExporter(Configure);
            return builder.Build();
        }

        public void Configure(OpenTelemetryLoggerOptions logs)
        {
            logs.SetResourceBuilder(resource);
            logs.IncludeFormattedMessage = true;
            logs.AddProcessor(new AddressRedaction());
            if (telemetry.HasCollector)
                logs.AddOtlpExporter();
            if (telemetry.AzureMonitor is not null)
                logs.AddAzureMonitorLogExporter(Configure);
        }

        private void Configure(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = telemetry.AzureMonitor;
            options.Credential = credential;
            // Where a program may not write, it keeps nothing for later.
            options.DisableOfflineStorage = true;
        }
    }
}
