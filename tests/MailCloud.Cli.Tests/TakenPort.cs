using System.Net;
using System.Net.Sockets;

namespace MailCloud.Cli.Tests;

/// <summary>A loopback port that something else listens on.</summary>
internal sealed class TakenPort : IDisposable
{
    private readonly TcpListener listener;

    private TakenPort(TcpListener listener) => this.listener = listener;

    public int Number => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Takes <paramref name="port"/>, or any free one for 0.</summary>
    public static TakenPort At(int port = 0)
    {
        var taker = new TcpListener(IPAddress.Loopback, port);
        taker.Start();
        return new TakenPort(taker);
    }

    public void Dispose() => listener.Dispose();
}
