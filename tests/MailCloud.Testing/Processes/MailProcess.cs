using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace MailCloud.Testing.Processes;

/// <summary>A <c>mailcloud up</c> in its own process, as a user starts it; known only by its ready file and its ports.</summary>
public sealed class MailProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly StringWriter output;

    private MailProcess(Process process, StringWriter output, Ready ready)
    {
        this.process = process;
        this.output = output;
        Endpoints = ready;
    }

    /// <summary>What the ready file says.</summary>
    public Ready Endpoints { get; }

    /// <summary>Its words so far, for a failing test to show.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Starts it on free ports and waits until every port answers.</summary>
    public static Task<MailProcess> StartAsync(DirectoryInfo data, params IEnumerable<string> options) =>
        StartAsync(data, ImmutableDictionary<string, string>.Empty, options);

    /// <summary>The same, with settings in its environment.</summary>
    public static async Task<MailProcess> StartAsync(
        DirectoryInfo data,
        ImmutableDictionary<string, string> settings,
        params IEnumerable<string> options
    )
    {
        var readyFile = Path.Combine(data.FullName, $"ready-{Guid.NewGuid():N}.json");
        string[] ports =
        [
            "--smtp",
            "0",
            "--submission",
            "0",
            "--submissions",
            "0",
            "--imaps",
            "0",
            "--pop3s",
            "0",
            "--https",
            "0",
            "--http",
            "0",
        ];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "mailcloud"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["up", "--data", data.FullName, "--ready-file", readyFile, .. ports, .. options])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var started = Process.Start(start) ?? throw new InvalidOperationException("mailcloud did not start.");
        var said = new StringWriter();
        started.OutputDataReceived += (_, line) => Keep(said, line.Data);
        started.ErrorDataReceived += (_, line) => Keep(said, line.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();

        var clock = Stopwatch.StartNew();
        while (!File.Exists(readyFile))
        {
            if (started.HasExited || clock.Elapsed > StartLimit)
            {
                started.Kill(entireProcessTree: true);
                throw new InvalidOperationException($"mailcloud up is not ready: {said}");
            }
            await Task.Delay(50);
        }
        var ready = JsonSerializer.Deserialize<Ready>(await File.ReadAllTextAsync(readyFile), JsonSerializerOptions.Web)!;
        File.Delete(readyFile);
        return new MailProcess(started, said, ready);
    }

    /// <summary>The password of one of its accounts.</summary>
    public NetworkCredential Login(string address) =>
        new(address, Endpoints.Accounts.Single(account => account.Address == address).Password);

    /// <summary>Accepts certificates that its own authority signed, and no others.</summary>
    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Endpoints.CaFile);
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.Add(authority);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is not null
            && (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0
            && own.Build(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
    }

    /// <summary>Ends it with SIGKILL: no farewell, no flush.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Ends it as a service manager does, and waits.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await StopAsync();
        process.Dispose();
    }

    private static void Keep(StringWriter output, string? line)
    {
        lock (output)
            output.WriteLine(line);
    }
}

/// <summary>The ready file.</summary>
public sealed record Ready(string Host, ReadyPorts Ports, string CaFile, IReadOnlyList<ReadyAccount> Accounts, string Storage);

public sealed record ReadyPorts(int Smtp, int Submission, int Submissions, int Imaps, int Pop3s, int Https);

public sealed record ReadyAccount(string Address, string Password);
