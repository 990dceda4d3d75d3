using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Local;

namespace MailCloud.Functions.Tests.Cloud;

/// <summary>The listener's program as a child process, with nothing but environment variables, as its container runs it.</summary>
internal sealed class ListenerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();

    private ListenerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Smtp { get; private init; }

    public int Imaps { get; private init; }

    public int Pop3s { get; private init; }

    /// <summary>Its log, for a failing test to show.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts it on free ports, with a certificate from files, and waits until it takes connections.</summary>
    public static async Task<ListenerProcess> StartAsync(LocalCertificates certificates, ImmutableDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "MailCloud.Listener"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var ports = FreePorts(6);
        var own = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MAILCLOUD_BIND"] = "127.0.0.1",
            ["MAILCLOUD_TLS_CERTIFICATE"] = certificates.CertificateFile,
            ["MAILCLOUD_TLS_KEY"] = certificates.KeyFile,
            ["MAILCLOUD_PORT_SMTP"] = $"{ports[0]}",
            ["MAILCLOUD_PORT_SUBMISSION"] = $"{ports[1]}",
            ["MAILCLOUD_PORT_SUBMISSIONS"] = $"{ports[2]}",
            ["MAILCLOUD_PORT_IMAPS"] = $"{ports[3]}",
            ["MAILCLOUD_PORT_POP3S"] = $"{ports[4]}",
            ["MAILCLOUD_HEALTH_PORT"] = $"{ports[5]}",
        };
        foreach (var (name, value) in settings.SetItems(own))
            start.Environment[name] = value;
        var listener = new ListenerProcess(Process.Start(start)!)
        {
            Smtp = ports[0],
            Imaps = ports[3],
            Pop3s = ports[4],
        };
        await Eventually.AsyncTrue(listener.AnswersAsync, "a listener that takes connections");
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        Assert.False(process.HasExited, Output);
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, Imaps, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int[] FreePorts(int count)
    {
        var probes = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        probes.ForEach(probe => probe.Start());
        var ports = probes.Select(probe => ((IPEndPoint)probe.LocalEndpoint).Port).ToArray();
        probes.ForEach(probe => probe.Dispose());
        return ports;
    }
}
