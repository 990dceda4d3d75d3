using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailCloud.Cli.Costs.Measuring;

/// <summary>A mail server that takes everything and keeps nothing.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;

    public MailSink()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            try
            {
                await SayAsync("220 sink.example ESMTP");
                while (await reader.ReadLineAsync(stopping.Token) is { } command)
                {
                    if (command.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                    {
                        await SayAsync("354 Go on");
                        while (await reader.ReadLineAsync(stopping.Token) is not (null or ".")) { }
                    }
                    await SayAsync("250 Fine");
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The measurement is over, or the client has gone.
            }

            async Task SayAsync(string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), stopping.Token);
        }
    }
}
