using MailCloud.Mail.Settings;
using Microsoft.Extensions.Logging;

namespace MailCloud.Telemetry;

/// <summary>Where a program tells what it does.</summary>
/// <param name="HasCollector">
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: an OpenTelemetry collector. The other standard variables (protocol, headers, sampling, intervals) are OpenTelemetry's own to read.
/// </param>
/// <param name="AzureMonitor"><c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>; null: Azure Monitor is told nothing.</param>
/// <param name="IsJson"><c>MAILCLOUD_LOG_FORMAT</c> = <c>json</c>: a line of the log is a JSON object; unless set, it is text.</param>
/// <param name="Level"><c>MAILCLOUD_LOG_LEVEL</c>; unless set, <c>information</c>.</param>
public sealed record TelemetrySettings(bool HasCollector, string? AzureMonitor, bool IsJson, LogLevel Level)
{
    private const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string AzureMonitorVariable = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string FormatVariable = "MAILCLOUD_LOG_FORMAT";
    private const string LevelVariable = "MAILCLOUD_LOG_LEVEL";

    /// <summary>Whether anybody is told besides the console.</summary>
    public bool IsExported => HasCollector || AzureMonitor is not null;

    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static TelemetrySettings Read(SettingReader settings, LogLevel level = LogLevel.Information) =>
        new(
            IsCollectorNamed(settings),
            AzureMonitorOf(settings),
            settings.Text(FormatVariable) switch
            {
                null or "text" => false,
                "json" => true,
                _ => throw new SettingException(FormatVariable, "is text or json"),
            },
            LevelOf(settings) ?? level
        );

    private static bool IsCollectorNamed(SettingReader settings) =>
        settings.Text(CollectorVariable) is { } address
        && (
            Uri.TryCreate(address, UriKind.Absolute, out var collector) && collector.Scheme is "http" or "https"
                ? true
                : throw new SettingException(CollectorVariable, "is the http or https address of an OpenTelemetry collector")
        );

    private static string? AzureMonitorOf(SettingReader settings) =>
        settings.Text(AzureMonitorVariable) is not { } text ? null
        : text.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase) ? text
        : throw new SettingException(AzureMonitorVariable, "is the connection string of an Application Insights resource");

    private static LogLevel? LevelOf(SettingReader settings) =>
        settings.Text(LevelVariable) is not { } text ? null
        : Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && !char.IsAsciiDigit(text[0]) ? level
        : throw new SettingException(LevelVariable, "is trace, debug, information, warning, error, critical or none");
}
