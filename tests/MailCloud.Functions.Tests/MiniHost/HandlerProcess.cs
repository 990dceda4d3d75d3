using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MailCloud.Functions.Hosting;

namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>The published handler as a child process, started as the Functions host starts it.</summary>
internal sealed class HandlerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();

    private HandlerProcess(Process process, int port)
    {
        this.process = process;
        Address = new Uri($"http://127.0.0.1:{port}");
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it was told to listen.</summary>
    public Uri Address { get; }

    public string Output => string.Join('\n', output);

    public static HandlerProcess Start(PublishedHandler handler, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(handler.Executable)
        {
            UseShellExecute = false,
            WorkingDirectory = handler.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var port = FreePort();
        start.Environment[HostContract.PortVariable] = $"{port}";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new HandlerProcess(Process.Start(start)!, port);
    }

    /// <summary>Asks until there is any answer at all, as the host does.</summary>
    public async Task AnswersAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(Address, limit.Token);
                return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(PollInterval, limit.Token);
            }
        }
    }

    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>SIGKILL: the process has no say in it.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
