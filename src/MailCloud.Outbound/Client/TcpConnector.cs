using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using MailCloud.Protocol;

namespace MailCloud.Outbound.Client;

/// <summary>Connections over TCP.</summary>
public sealed class TcpConnector : IConnector
{
    public async ValueTask<IClientConnection> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new TcpClientConnection(socket, endPoint);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new IOException(e.Message, e);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }
}

/// <summary>A TCP connection to another server, in the clear at first.</summary>
internal sealed class TcpClientConnection : IClientConnection
{
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 4096, leaveOpen: true, useZeroByteReads: true);
    private static readonly StreamPipeWriterOptions WriterOptions = new(minimumBufferSize: 16 * 1024, leaveOpen: true);

    private readonly NetworkStream network;
    private SslStream? encrypted;

    public TcpClientConnection(Socket socket, IPEndPoint remoteEndPoint)
    {
        network = new NetworkStream(socket, ownsSocket: true);
        RemoteEndPoint = remoteEndPoint;
        Input = PipeReader.Create(network, ReaderOptions);
        Output = PipeWriter.Create(network, WriterOptions);
    }

    public PipeReader Input { get; private set; }

    public PipeWriter Output { get; private set; }

    public TlsSession? Tls { get; private set; }

    public IPEndPoint RemoteEndPoint { get; }

    public async ValueTask StartTlsAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        // A reader that is completed takes what it holds with it.
        await Input.CompleteAsync();
        encrypted = new SslStream(network, leaveInnerStreamOpen: true);
        await encrypted.AuthenticateAsClientAsync(options, cancellationToken);
        Input = PipeReader.Create(encrypted, ReaderOptions);
        Output = PipeWriter.Create(encrypted, WriterOptions);
        Tls = new TlsSession(
            encrypted.SslProtocol == SslProtocols.Tls13 ? "TLS1.3" : "TLS1.2",
            encrypted.NegotiatedCipherSuite.ToString(),
            options.TargetHost
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (encrypted is not null)
            await encrypted.DisposeAsync();
        await network.DisposeAsync();
    }
}
