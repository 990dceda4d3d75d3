using MailCloud.Mail.Settings;
using Microsoft.Extensions.Logging;

namespace MailCloud.Telemetry.Tests;

/// <summary>What is set wrongly is named at the start.</summary>
public class TelemetrySettingsTests
{
    [Fact]
    public void Unless_something_is_set_only_the_console_is_told()
    {
        var settings = Read();
        Assert.False(settings.IsExported);
        Assert.False(settings.IsJson);
        Assert.Equal(LogLevel.Information, settings.Level);
    }

    [Fact]
    public void A_collector_and_azure_monitor_may_both_be_told()
    {
        var settings = Read(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317"),
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000000"),
            ("MAILCLOUD_LOG_FORMAT", "json"),
            ("MAILCLOUD_LOG_LEVEL", "Warning")
        );
        Assert.True(settings.HasCollector);
        Assert.NotNull(settings.AzureMonitor);
        Assert.True(settings.IsJson);
        Assert.Equal(LogLevel.Warning, settings.Level);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "not one")]
    [InlineData("MAILCLOUD_LOG_FORMAT", "xml")]
    [InlineData("MAILCLOUD_LOG_LEVEL", "loud")]
    [InlineData("MAILCLOUD_LOG_LEVEL", "3")]
    public void A_wrong_setting_is_named(string name, string value)
    {
        var refusal = Assert.Throws<SettingException>(() => Read((name, value)));
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    private static TelemetrySettings Read(params (string Name, string Value)[] variables)
    {
        var all = variables.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal);
        return TelemetrySettings.Read(new SettingReader(name => all.GetValueOrDefault(name)));
    }
}
