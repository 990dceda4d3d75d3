using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MailCloud.Testing.Peers;

/// <summary>
/// A Pebble of its own: Let's Encrypt's small authority for tests, with its files in a temporary folder and its port on loopback. It looks for proofs where a test's DNS
/// is, and nowhere else.
/// </summary>
public sealed class PebbleServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/pebble";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo folder;
    private readonly LoopbackTls tls;
    private readonly Process process;
    private readonly StringBuilder log = new();

    private PebbleServer(DirectoryInfo folder, LoopbackTls tls, Process process, int port)
    {
        (this.folder, this.tls, this.process) = (folder, tls, process);
        Directory = new Uri($"https://127.0.0.1:{port}/dir");
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Why Pebble cannot be started here; null: it can.</summary>
    public static string? Obstacle => File.Exists(Program) ? null : "pebble is not installed.";

    /// <summary>The address of its directory.</summary>
    public Uri Directory { get; }

    /// <summary>What it has said so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="dns">Whom it asks for proofs.</param>
    /// <param name="rejectedNonces">How many nonces of a hundred it does not take although they are good.</param>
    /// <param name="accountKeys">The external accounts of which one has to be bound, and their keys in base64url; empty: none has to.</param>
    public static Task<PebbleServer> StartAsync(
        IPEndPoint dns,
        int rejectedNonces = 0,
        IReadOnlyDictionary<string, string>? accountKeys = null
    ) => TakenPort.AvoidAsync(() => StartOnceAsync(dns, rejectedNonces, accountKeys));

    private static async Task<PebbleServer> StartOnceAsync(
        IPEndPoint dns,
        int rejectedNonces,
        IReadOnlyDictionary<string, string>? accountKeys
    )
    {
        var files = System.IO.Directory.CreateTempSubdirectory("mailcloud-pebble-");
        var identity = new LoopbackTls();
        var port = FreePort();
        var start = new ProcessStartInfo(
            Program,
            [
                "-config",
                await WriteFilesAsync(files, identity, port, accountKeys ?? new Dictionary<string, string>()),
                "-dnsserver",
                dns.ToString(),
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PEBBLE_VA_NOSLEEP"] = "1",
                ["PEBBLE_WFE_NONCEREJECT"] = $"{rejectedNonces}",
                // Every order has to be proved.
                ["PEBBLE_AUTHZREUSE"] = "0",
            },
        };
        var server = new PebbleServer(files, identity, Process.Start(start)!, port);
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

    /// <summary>A handler that trusts this authority's address and nobody else's.</summary>
    public HttpClient CreateClient(Func<HttpMessageHandler, HttpMessageHandler>? around = null) => tls.CreateClient(around);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.Dispose();
        tls.Dispose();
        folder.Delete(recursive: true);
    }

    private static async Task<string> WriteFilesAsync(
        DirectoryInfo folder,
        LoopbackTls tls,
        int port,
        IReadOnlyDictionary<string, string> accountKeys
    )
    {
        var certificate = Path.Combine(folder.FullName, "cert.pem");
        var key = Path.Combine(folder.FullName, "key.pem");
        await File.WriteAllTextAsync(certificate, tls.Certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, tls.ExportKeyPem());
        var settings = new JsonObject
        {
            ["listenAddress"] = $"127.0.0.1:{port}",
            ["certificate"] = certificate,
            ["privateKey"] = key,
            ["httpPort"] = 1,
            ["tlsPort"] = 1,
            ["externalAccountBindingRequired"] = accountKeys.Count > 0,
            ["externalAccountMACKeys"] = new JsonObject(
                accountKeys.Select(account => KeyValuePair.Create(account.Key, (JsonNode?)account.Value))
            ),
        };
        var path = Path.Combine(folder.FullName, "pebble.json");
        await File.WriteAllTextAsync(path, new JsonObject { ["pebble"] = settings }.ToJsonString());
        return path;
    }

    private async Task WaitUntilItAnswersAsync()
    {
        using var http = CreateClient();
        for (var clock = Stopwatch.StartNew(); !await AnswersAsync(http); await Task.Delay(20))
            if (process.HasExited || clock.Elapsed > Patience)
                throw new TimeoutException($"Pebble does not answer: {Log}");
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(Directory);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (log)
            log.AppendLine(line.Data);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
