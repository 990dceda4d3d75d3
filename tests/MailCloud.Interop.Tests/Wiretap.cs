using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MailCloud.Interop.Tests;

/// <summary>
/// Stands between a client and a TLS port of the service and keeps what the client says, to tell how it logged in and what it made use of. It has the service's own certificate, so
/// that a log-in that is bound to that goes through.
/// </summary>
internal sealed class Wiretap : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<string> said = new();
    private readonly MailProcess service;
    private readonly int servicePort;
    private readonly X509Certificate2 certificate;
    private readonly Task accepting;

    public Wiretap(MailProcess service, int servicePort)
    {
        this.service = service;
        this.servicePort = servicePort;
        var folder = Path.GetDirectoryName(service.Endpoints.CaFile)!;
        certificate = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"));
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where the client is to connect instead, on localhost.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The authority that the client has to trust.</summary>
    public string CaFile => service.Endpoints.CaFile;

    /// <summary>The lines that clients have said so far. What is compressed is none.</summary>
    public IReadOnlyCollection<string> Said => said;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        listener.Dispose();
        certificate.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(PassOnAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException && stopping.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassOnAsync(TcpClient client)
    {
        using var inner = client;
        using var outer = new TcpClient();
        try
        {
            await outer.ConnectAsync(IPAddress.Loopback, servicePort, stopping.Token);
            await using var toClient = new SslStream(inner.GetStream());
            await toClient.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = certificate },
                stopping.Token
            );
            await using var toService = new SslStream(outer.GetStream(), false, service.IsTrusted);
            await toService.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, stopping.Token);
            // Whoever leaves first ends it for both.
            await Task.WhenAny(CopyAsync(toClient, toService, Keep()), CopyAsync(toService, toClient, _ => { }));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // A client that goes away, or does not like the certificate, says so itself.
        }
    }

    private async Task CopyAsync(Stream from, Stream to, Action<ReadOnlyMemory<byte>> watch)
    {
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = await from.ReadAsync(buffer, stopping.Token)) > 0)
        {
            watch(buffer.AsMemory(0, length));
            await to.WriteAsync(buffer.AsMemory(0, length), stopping.Token);
        }
    }

    /// <summary>Cuts one connection's octets into lines.</summary>
    private Action<ReadOnlyMemory<byte>> Keep()
    {
        var line = new StringBuilder();
        return octets =>
        {
            foreach (var octet in octets.Span)
            {
                if (octet != '\n')
                {
                    line.Append((char)octet);
                    continue;
                }
                said.Enqueue(line.ToString().TrimEnd('\r'));
                line.Clear();
            }
        };
    }
}
