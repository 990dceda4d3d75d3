using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MailCloud.Testing.Processes;

namespace MailCloud.Telemetry.Tests;

/// <summary>A collector that is down does not hold up the service.</summary>
public sealed class FarewellTests : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-farewell-");

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task A_program_starts_and_ends_while_its_collector_takes_connections_and_says_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = ImmutableDictionary<string, string>
            .Empty.Add("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{silent.LocalEndpoint}")
            .Add("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .Add("OTEL_TRACES_SAMPLER", "always_on");

        await using var service = await MailProcess.StartAsync(data, settings, "--account", "otis@example.test:a-password-of-otis");

        // It is waited for a minute, which is what Container Apps grant.
        Assert.Equal(0, await service.StopAsync());
    }
}
