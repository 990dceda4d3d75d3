using MailCloud.Testing;
using MailCloud.Testing.Identity;
using MailCloud.Testing.Processes;

namespace MailCloud.Telemetry.Tests;

/// <summary>What Azure Monitor is sent, and as whom: Application Insights takes no keys.</summary>
public sealed class AzureMonitorTests : IDisposable
{
    private const string ClientId = "5b0c1c5e-66cc-4a04-9a57-3c0d0a3f6a11";
    private const string InstrumentationKey = "0f9a4a0e-2a3f-4c55-8f45-0d7d7c3a9f10";

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-monitor-");

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task The_last_figures_traces_and_logs_leave_before_the_program_ends_with_the_token_of_its_identity()
    {
        using var tls = new LoopbackTls();
        var authority = Path.Combine(data.FullName, "authority.pem");
        await File.WriteAllTextAsync(authority, tls.Certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var identity = await IdentityEndpoint.StartAsync(ClientId);
        await using var ingestion = await Ingestion.StartAsync(tls.Certificate);
        var settings = identity
            .Variables.Add("APPLICATIONINSIGHTS_CONNECTION_STRING", ingestion.ConnectionString(InstrumentationKey))
            .Add("AZURE_CLIENT_ID", ClientId)
            .Add("SSL_CERT_FILE", authority)
            .Add("OTEL_TRACES_SAMPLER", "always_on")
            .Add("MAILCLOUD_LOG_LEVEL", "information")
            // The exporter's figures about itself, which go to Microsoft.
            .Add("APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "true");

        await using (var service = await MailProcess.StartAsync(data, settings, "--account", "otis@example.test:a-password-of-otis"))
            Assert.Equal(0, await service.StopAsync());

        Assert.Contains(identity.Requests, request => request.ClientId == ClientId);
        Assert.NotEmpty(ingestion.Posts);
        Assert.All(ingestion.Posts, post => Assert.StartsWith("Bearer ", post.Authorization, StringComparison.Ordinal));
        foreach (
            var wanted in new[] { "mailcloud.storage.operations", "RemoteDependency", "MetricData", InstrumentationKey, "mailcloud-up" }
        )
            Assert.Contains(ingestion.Posts, post => post.Body.Contains(wanted, StringComparison.Ordinal));
        Assert.All(ingestion.Posts, post => Assert.DoesNotContain("otis", post.Body, StringComparison.Ordinal));
    }
}
