using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MailCloud.Local;
using MailCloud.Storage;
using MailCloud.Testing;
using MailKit.Net.Imap;
using MailKit.Security;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(AzuriteServer))]

namespace MailCloud.Listener.Tests;

/// <summary>The program as a container runs it: known by its variables, its ports, its words and its exit code.</summary>
public sealed class ListenerProcessTests(AzuriteServer azurite) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-listener-");
    private readonly StringWriter words = new();

    public void Dispose()
    {
        folder.Delete(recursive: true);
        words.Dispose();
    }

    [Fact]
    public async Task With_files_it_serves_and_a_signal_ends_it_in_good_order()
    {
        var files = LocalCertificates.Ensure(folder.FullName, ["localhost"], TimeProvider.System);
        var ports = FreePorts(6);
        await using var storage = new MailStorage(
            StorageConnection.FromConnectionString(azurite.ConnectionString),
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        await storage.EnsureCreatedAsync(CancellationToken.None);
        using var process = Start(
            ports,
            ("MAILCLOUD_TLS_CERTIFICATE", files.CertificateFile),
            ("MAILCLOUD_TLS_KEY", files.KeyFile),
            ("MAILCLOUD_DRAIN_DELAY", "0:00:03"),
            ("MAILCLOUD_STORAGE", azurite.ConnectionString),
            ("MAILCLOUD_HOSTNMAE", "mail.example.org")
        );
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports[5]}") };
        await UntilAsync(process, async () => (await StatusAsync(http, "/ready")) is HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/live"));
        Assert.True(Said("Nothing reads these settings: MAILCLOUD_HOSTNMAE"), Words);

        using var client = new ImapClient { ServerCertificateValidationCallback = (_, certificate, _, _) => certificate is not null };
        await client.ConnectAsync("127.0.0.1", ports[3], SecureSocketOptions.SslOnConnect);

        Terminate(process);
        await UntilAsync(process, async () => (await StatusAsync(http, "/ready")) is HttpStatusCode.ServiceUnavailable);
        // Who was told late that it is not ready is still served.
        using var late = new ImapClient { ServerCertificateValidationCallback = (_, certificate, _, _) => certificate is not null };
        await late.ConnectAsync("127.0.0.1", ports[3], SecureSocketOptions.SslOnConnect);
        await process.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(0, process.ExitCode);
        Assert.True(Said("All connections have ended"), Words);
    }

    [Fact]
    public async Task Without_a_vault_it_waits_with_closed_ports_and_a_signal_ends_that_too()
    {
        var ports = FreePorts(7);
        using var process = Start(
            ports,
            ("MAILCLOUD_TLS_KEYVAULT", $"https://127.0.0.1:{ports[6]}"),
            ("MAILCLOUD_STORAGE", azurite.ConnectionString)
        );
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports[5]}") };
        await UntilAsync(process, () => ValueTask.FromResult(Said("the ports stay closed without one")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(http, "/ready"));
        using var socket = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, ports[3]));
        Terminate(process);
        await process.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Wrong_settings_end_it_with_their_names()
    {
        using var process = Start(FreePorts(6), ("MAILCLOUD_DNS_TIMEOUT", "soon"), ("MAILCLOUD_SPAM", "maybe"));
        await process.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(2, process.ExitCode);
        Assert.All(
            ["MAILCLOUD_DNS_TIMEOUT", "MAILCLOUD_SPAM", "MAILCLOUD_TLS_CERTIFICATE"],
            (string name) => Assert.True(Said($"The setting {name} is missing or wrong"), Words)
        );
    }

    private string Words
    {
        get
        {
            lock (words)
                return words.ToString();
        }
    }

    private bool Said(string text) => Words.Contains(text, StringComparison.Ordinal);

    private Process Start(int[] ports, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MailCloud.Listener.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        // Whoever runs the tests may have settings of his own.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MAILCLOUD_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        string[] names = ["PORT_SMTP", "PORT_SUBMISSION", "PORT_SUBMISSIONS", "PORT_IMAPS", "PORT_POP3S", "HEALTH_PORT"];
        foreach (var (name, port) in names.Zip(ports))
            start.Environment[$"MAILCLOUD_{name}"] = $"{port}";
        start.Environment["MAILCLOUD_HOSTNAME"] = "mail.example.org";
        start.Environment["MAILCLOUD_BIND"] = "127.0.0.1";
        start.Environment["MAILCLOUD_DRAIN_DELAY"] = "0:00:00";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The listener did not start.");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        lock (words)
            words.WriteLine(line);
    }

    private async Task UntilAsync(Process process, Func<ValueTask<bool>> isSo)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Limit; await Task.Delay(50))
        {
            if (await isSo())
                return;
            Assert.False(process.HasExited, Words);
        }
        process.Kill();
        Assert.Fail(Words);
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(path);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static void Terminate(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static int[] FreePorts(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        sockets.ForEach(socket => socket.Start());
        var ports = sockets.Select(socket => ((IPEndPoint)socket.LocalEndpoint).Port).ToArray();
        sockets.ForEach(socket => socket.Dispose());
        return ports;
    }
}
