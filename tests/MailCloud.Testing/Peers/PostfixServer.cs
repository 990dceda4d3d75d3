using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailCloud.Local;

namespace MailCloud.Testing.Peers;

/// <summary>
/// A Postfix of its own, with its configuration, queue and mail in a temporary folder and its ports on loopback. Whatever it accepts, for its own domains or
/// as a smart host for any, ends in one maildir. The machine's Postfix, if one runs, is not touched.
/// </summary>
public sealed class PostfixServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly PostfixFolder folder;
    private readonly Process process;
    private readonly StringBuilder log = new();

    private PostfixServer(PostfixFolder folder, Process process, int port, int implicitTlsPort)
    {
        this.folder = folder;
        this.process = process;
        (Port, ImplicitTlsPort) = (port, implicitTlsPort);
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Why Postfix cannot be started here; null: it can.</summary>
    public static string? Obstacle =>
        !File.Exists("/usr/sbin/postfix") ? "postfix is not installed."
        : !File.Exists("/usr/sbin/saslpasswd2") ? "sasl2-bin is not installed."
        : !Environment.IsPrivilegedProcess ? "Postfix can be started only by root."
        : null;

    /// <summary>Where it speaks SMTP, with STARTTLS if it offers that.</summary>
    public int Port { get; }

    /// <summary>Where it speaks SMTP under TLS from the first octet (RFC 8314).</summary>
    public int ImplicitTlsPort { get; }

    /// <summary>The authority that signed its certificate, and the certificate.</summary>
    public LocalCertificates Certificates => folder.Certificates;

    /// <summary>What it has logged, for a failing test to show.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    public static async Task<PostfixServer> StartAsync(PostfixOptions? options = null)
    {
        var (port, implicitTlsPort) = (FreePort(), FreePort());
        var files = await PostfixFolder.CreateAsync(options ?? new PostfixOptions(), port, implicitTlsPort);
        var start = new ProcessStartInfo("/usr/sbin/postfix", ["-c", files.Configuration, "start-fg"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new PostfixServer(files, Process.Start(start)!, port, implicitTlsPort);
        try
        {
            await server.WaitUntilAsync(() => Answers(port) && Answers(implicitTlsPort), "It does not answer");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has delivered so many messages, and reads them, oldest first: Return-Path, X-Original-To, Delivered-To, then as they came.</summary>
    public async Task<IReadOnlyList<string>> WaitForMessagesAsync(int count)
    {
        await WaitUntilAsync(() => folder.MessageFiles.Length >= count, $"It has not delivered {count} messages");
        return
        [
            .. folder.MessageFiles.OrderBy(file => file.LastWriteTimeUtc).Select(file => File.ReadAllText(file.FullName, Encoding.Latin1)),
        ];
    }

    /// <summary>Waits until it has logged a text.</summary>
    public Task WaitForLogAsync(string text) =>
        WaitUntilAsync(() => Log.Contains(text, StringComparison.Ordinal), $"It has not logged \"{text}\"");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // What it says about its end is of no use to the test's reader.
            var order = new ProcessStartInfo("/usr/sbin/postfix", ["-c", folder.Configuration, "stop"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var stop = Process.Start(order)!;
            await Task.WhenAll(stop.StandardOutput.ReadToEndAsync(), stop.StandardError.ReadToEndAsync());
            await stop.WaitForExitAsync();
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        process.Dispose();
        folder.Delete();
    }

    private async Task WaitUntilAsync(Func<bool> isSo, string otherwise)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); await Task.Delay(20))
            if (process.HasExited || clock.Elapsed > Patience)
                throw new TimeoutException($"{otherwise}: {Log}");
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (log)
            log.AppendLine(line.Data);
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
