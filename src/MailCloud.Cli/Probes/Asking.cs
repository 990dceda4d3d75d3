using System.Net.Sockets;

namespace MailCloud.Cli.Probes;

/// <summary>Asks one question in the time that it may take, and makes a result of whatever comes of it.</summary>
internal static class Asking
{
    /// <summary>How long a server may take for one of the questions but the message's journey.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="failure">What it is when nothing comes of it.</param>
    public static async Task<ProbeResult> RunAsync(
        string what,
        Mark failure,
        TimeSpan patience,
        TimeProvider time,
        Func<CancellationToken, Task<(Mark Mark, string Detail)>> ask,
        CancellationToken cancel
    )
    {
        var began = time.GetTimestamp();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(patience);
        try
        {
            var (mark, detail) = await ask(limited.Token);
            return new ProbeResult(what, mark, time.GetElapsedTime(began), detail);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ProbeResult(what, failure, time.GetElapsedTime(began), $"no answer within {patience.TotalSeconds:0} seconds");
        }
        // Each library has a kind of its own for what a server does wrong, and a probe reports them all.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new ProbeResult(what, failure, time.GetElapsedTime(began), Reason(e));
        }
    }

    /// <summary>A connection to a port of the target.</summary>
    public static async Task<Socket> ConnectAsync(ProbeTarget target, string host, int port, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await (target.Address is { } address ? socket.ConnectAsync(address, port, cancel) : socket.ConnectAsync(host, port, cancel));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Reason(Exception e) =>
        (e is HttpRequestException { InnerException: { } inner } ? inner : e).Message.Split('\n', 2)[0].TrimEnd();
}
