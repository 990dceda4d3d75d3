using System.Diagnostics;
using System.IO.Pipelines;
using MailCloud.Testing.Connections;

namespace MailCloud.Testing.Peers;

/// <summary>An IMAP session of Dovecot over a pipe, logged in already.</summary>
public sealed class DovecotSession : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> log;

    private DovecotSession(Process process)
    {
        this.process = process;
        log = process.StandardError.ReadToEndAsync();
        Client = new PipeClient(
            connection: null,
            PipeReader.Create(process.StandardOutput.BaseStream),
            PipeWriter.Create(process.StandardInput.BaseStream)
        );
    }

    /// <summary>The client's end; its greeting is read.</summary>
    public PipeClient Client { get; }

    public static async Task<DovecotSession> StartAsync(DovecotMail mail)
    {
        var start = new ProcessStartInfo(mail.Script)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var session = new DovecotSession(Process.Start(start)!);
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
    }
}
