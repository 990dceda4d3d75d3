using System.Diagnostics;
using System.IO.Pipelines;
using MailCloud.Testing.Connections;

namespace MailCloud.Testing.Peers;

/// <summary>
/// An IMAP session of Dovecot over a pipe, logged in already, with an empty mailbox of its own in a temporary folder: another server's opinion of the same
/// commands. No port is opened, and no Dovecot of the machine is touched.
/// </summary>
public sealed class DovecotSession : IAsyncDisposable
{
    private const string Program = "/usr/lib/dovecot/imap";

    // Dovecot reads mail for nobody with the rights of root.
    private const int Nobody = 65534;

    private readonly DirectoryInfo folder;
    private readonly Process process;
    private readonly Task<string> log;

    private DovecotSession(DirectoryInfo folder, Process process)
    {
        this.folder = folder;
        this.process = process;
        log = process.StandardError.ReadToEndAsync();
        Client = new PipeClient(
            connection: null,
            PipeReader.Create(process.StandardOutput.BaseStream),
            PipeWriter.Create(process.StandardInput.BaseStream)
        );
    }

    /// <summary>Why it cannot be started here; null: it can.</summary>
    public static string? Obstacle =>
        !File.Exists(Program) ? "dovecot-imapd is not installed."
        : !Environment.IsPrivilegedProcess ? "Dovecot can be started only by root."
        : null;

    /// <summary>The client's end; its greeting is read.</summary>
    public PipeClient Client { get; }

    public static async Task<DovecotSession> StartAsync()
    {
        var home = Directory.CreateTempSubdirectory("mailcloud-dovecot-");
        var configuration = Path.Combine(home.FullName, "dovecot.conf");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            mail_uid = {{Nobody}}
            mail_gid = {{Nobody}}
            first_valid_uid = 1
            first_valid_gid = 1
            mail_location = maildir:{{home.FullName}}/mail
            log_path = /dev/stderr
            ssl = no
            base_dir = {{home.FullName}}/run
            namespace inbox {
              inbox = yes
              separator = /
            }
            """
        );
        await Tool.SucceedAsync("chown", ["-R", $"{Nobody}:{Nobody}", home.FullName]);
        var start = new ProcessStartInfo(Program, ["-c", configuration])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home.FullName,
        };
        start.Environment["USER"] = "nobody";
        start.Environment["HOME"] = home.FullName;
        var session = new DovecotSession(home, Process.Start(start)!);
        if (await session.Client.ReadLineAsync() is not { } greeting || !greeting.StartsWith("* PREAUTH", StringComparison.Ordinal))
            throw new InvalidOperationException($"Dovecot does not start: {await session.log}");
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.EndAsync();
        using var patience = new CancellationTokenSource(PipeClient.Patience);
        await process.WaitForExitAsync(patience.Token);
        await log;
        process.Dispose();
        folder.Delete(recursive: true);
    }
}
