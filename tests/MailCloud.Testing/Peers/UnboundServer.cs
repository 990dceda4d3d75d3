using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailCloud.Testing.Peers;

/// <summary>
/// An Unbound of its own: a validating recursive resolver that knows some zones, with its files in a temporary folder and its port on loopback. The machine's
/// Unbound, if one runs, is not touched.
/// </summary>
public sealed class UnboundServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/unbound";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo folder;
    private readonly Process process;
    private readonly StringBuilder log = new();

    private UnboundServer(DirectoryInfo folder, Process process, IPEndPoint endPoint)
    {
        (this.folder, this.process, EndPoint) = (folder, process, endPoint);
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Why Unbound cannot be started here; null: it can.</summary>
    public static string? Obstacle => File.Exists(Program) ? null : "unbound is not installed.";

    /// <summary>Where it answers over UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Starts it, and waits until it answers.</summary>
    public static Task<UnboundServer> StartAsync(params ZoneFile[] zones) => TakenPort.AvoidAsync(() => StartOnceAsync(zones));

    private static async Task<UnboundServer> StartOnceAsync(ZoneFile[] zones)
    {
        var files = Directory.CreateTempSubdirectory("mailcloud-unbound-");
        var endPoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        foreach (var zone in zones)
            await File.WriteAllTextAsync(Path.Combine(files.FullName, zone.Name), zone.Text);
        var configuration = Path.Combine(files.FullName, "unbound.conf");
        await File.WriteAllTextAsync(configuration, Configuration(files, endPoint, zones));
        var start = new ProcessStartInfo(Program, ["-d", "-p", "-c", configuration])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new UnboundServer(files, Process.Start(start)!, endPoint);
        try
        {
            await server.WaitUntilItAnswersAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static string Configuration(DirectoryInfo folder, IPEndPoint endPoint, ZoneFile[] zones)
    {
        var text = new StringBuilder(
            $"""
            server:
              interface: {endPoint.Address}
              port: {endPoint.Port}
              directory: "{folder.FullName}"
              chroot: ""
              username: ""
              use-syslog: no
              num-threads: 1
              module-config: "validator iterator"
              trust-anchor-signaling: no

            """
        );
        foreach (var anchor in zones.Select(zone => zone.TrustAnchor).OfType<string>())
            text.Append($"  trust-anchor: \"{anchor}\"\n");
        text.Append("remote-control:\n  control-enable: no\n");
        foreach (var zone in zones)
            text.Append(
                $"auth-zone:\n  name: \"{zone.Name}\"\n  zonefile: \"{zone.Name}\"\n  for-downstream: no\n  for-upstream: yes\n  fallback-enabled: no\n"
            );
        return text.ToString();
    }

    private async Task WaitUntilItAnswersAsync()
    {
        for (var clock = Stopwatch.StartNew(); !Answers(); await Task.Delay(20))
            if (process.HasExited || clock.Elapsed > Patience)
                throw new TimeoutException($"Unbound does not answer: {Log()}");
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(EndPoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Log()
    {
        lock (log)
            return log.ToString();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (log)
            log.AppendLine(line.Data);
    }

    private static int FreePort()
    {
        using var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
    }
}
