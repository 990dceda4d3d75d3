using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MailCloud.Listener.Proxy;
using MailCloud.Mail.Networks;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace MailCloud.Listener;

/// <summary>
/// Accepts connections at its ports and lets each port's engine serve them: Kestrel's socket transport without its HTTP. It keeps no state that
/// anyone would miss: when it dies, clients connect again.
/// </summary>
public sealed class MailListener : IAsyncDisposable
{
    /// <summary>How long <see cref="StopAsync"/> waits for commands that run.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    // Load balancers forget connections that are silent for 4 minutes.
    private const int KeepAliveSeconds = 200;

    private readonly CertificateSource certificates;
    private readonly SocketTransportFactory transport;
    private readonly ConnectionCounter counter;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<ConnectionContext, Task> connections = new();
    private readonly List<(Port Port, IConnectionListener Listener, Task Accepting)> bound = [];

    public MailListener(CertificateSource certificates, ConnectionLimits limits, TimeProvider time, ILoggerFactory loggers)
    {
        this.certificates = certificates;
        this.time = time;
        transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions { Backlog = 1024 }), loggers);
        counter = new ConnectionCounter(limits);
        logger = loggers.CreateLogger<MailListener>();
    }

    /// <summary>
    /// The proxies in front of the service: what they send begins with a PROXY header, which names the client. Others that send one are clients who speak no
    /// mail protocol.
    /// </summary>
    public ImmutableArray<IPNetwork> ProxyNetworks { get; init; } = [];

    /// <summary>
    /// Something in front of the service keeps the clients' addresses to itself, as the TCP ingress of Azure Container Apps does: all connections seem to come from
    /// it, and so no client has an address.
    /// </summary>
    public bool AddressesAreHidden { get; init; }

    /// <summary>Ends when all ports accept no more: after <see cref="StopAsync"/>, or with the fault that ended one.</summary>
    public Task Accepting => Task.WhenAll(bound.Select(entry => entry.Accepting));

    /// <summary>The end point that a port is bound to, with its real number.</summary>
    public IPEndPoint EndPointOf(string portName) =>
        (IPEndPoint)bound.Single(entry => string.Equals(entry.Port.Name, portName, StringComparison.Ordinal)).Listener.EndPoint;

    /// <summary>Binds the ports and begins to accept. If one cannot be bound, none stays bound.</summary>
    /// <exception cref="PortUnavailableException">A port is taken or not allowed.</exception>
    public async Task StartAsync(IEnumerable<Port> ports, CancellationToken cancellationToken)
    {
        foreach (var port in ports)
        {
            try
            {
                var listener = await transport.BindAsync(port.EndPoint, cancellationToken);
                bound.Add((port, listener, AcceptAsync(port, listener)));
            }
            catch (Exception e) when (e is SocketException or AddressInUseException)
            {
                await StopAsync(CancellationToken.None);
                throw new PortUnavailableException(port, e);
            }
        }
    }

    /// <summary>
    /// Accepts no more, tells the engines to say good-bye, and waits for them, <see cref="DrainTime"/> or until <paramref name="cancellationToken"/> is
    /// cancelled; who is left then is cut off.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, listener, _) in bound)
            await listener.UnbindAsync(CancellationToken.None);
        await stopping.CancelAsync();
        try
        {
            await Task.WhenAll(connections.Values).WaitAsync(DrainTime, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            logger.LogWarning("{Count} connections did not end in time and are cut off", connections.Count);
            foreach (var connection in connections.Keys)
                connection.Abort();
        }
        foreach (var (_, listener, accepting) in bound)
        {
            await accepting;
            await listener.DisposeAsync();
        }
        bound.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        stopping.Dispose();
    }

    private async Task AcceptAsync(Port port, IConnectionListener listener)
    {
        while (await listener.AcceptAsync() is { } context)
        {
            if (!counter.TryEnter())
            {
                ProtocolMeter.TurnedAway(port.Name);
                logger.LogWarning("{Port}: {Client} is turned away, too many connections", port.Name, context.RemoteEndPoint);
                context.Abort();
                await context.DisposeAsync();
                continue;
            }
            // Registered before it runs, so that StopAsync misses none.
            var started = new TaskCompletionSource();
            connections[context] = ServeAsync(port, context, started.Task);
            started.SetResult();
        }
    }

    private async Task ServeAsync(Port port, ConnectionContext context, Task started)
    {
        await started.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var peer = AddressesAreHidden ? null : (context.RemoteEndPoint as IPEndPoint)?.Plain();
        var address = peer?.Address;
        var outcome = "served";
        ProtocolMeter.Opened(port.Name);
        try
        {
            KeepAlive(context);
            if (ProtocolMeter.CountsOctets)
                context.Transport = new MeteredTransport(context.Transport, port.Name);
            await using var connection = new TcpConnection(context, peer, certificates);
            if (ProxyNetworks.ContainsAddress(address))
                await connection.ReadProxyHeaderAsync(time, stopping.Token);
            address = connection.RemoteEndPoint?.Address;
            if (!await ServeAsync(port, connection))
                outcome = "turned-away";
        }
        catch (ProxyProtocolException e)
        {
            outcome = "turned-away";
            logger.LogWarning("{Port} {Connection}: {Address} is closed: {Reason}", port.Name, context.ConnectionId, address, e.Message);
        }
        catch (AuthenticationException e)
        {
            outcome = "no-tls";
            ProtocolMeter.Handshake(port.Name, "failed");
            logger.LogInformation(
                "{Port} {Connection}: no TLS with {Address}: {Reason}",
                port.Name,
                context.ConnectionId,
                address,
                e.Message
            );
        }
        catch (MessageMissingException e)
        {
            outcome = "failed";
            // Not the client's doing: mail that should be there is not.
            logger.LogError(e, "{Port} {Connection}: a message of {Address} cannot be read", port.Name, context.ConnectionId, address);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            outcome = "lost";
            logger.LogDebug(e, "{Port} {Connection}: {Address} has gone", port.Name, context.ConnectionId, address);
        }
        catch (Exception e)
        {
            // A fault of ours ends this connection, never the listener.
            outcome = "failed";
            logger.LogError(e, "{Port} {Connection}: the session of {Address} failed", port.Name, context.ConnectionId, address);
        }
        finally
        {
            ProtocolMeter.Closed(port.Name, outcome);
            counter.Leave();
            connections.TryRemove(context, out _);
        }
    }

    /// <summary>Serves a client whose address is known, if it is let in; false: it is not.</summary>
    private async Task<bool> ServeAsync(Port port, TcpConnection connection)
    {
        var address = connection.RemoteEndPoint?.Address;
        if (!port.Access.Admits(address))
        {
            logger.LogInformation("{Port}: {Address} is turned away, its network is not allowed", port.Name, address);
            return false;
        }
        if (!counter.TryEnter(address))
        {
            logger.LogWarning("{Port}: {Address} is turned away, too many connections", port.Name, address);
            return false;
        }
        try
        {
            if (port.ImplicitTls)
                await connection.HandshakeAsync(stopping.Token);
            await port.Engine(connection, stopping.Token);
            return true;
        }
        finally
        {
            if (connection.Tls is { } tls)
                ProtocolMeter.Handshake(port.Name, tls.Version);
            counter.Leave(address);
        }
    }

    private static void KeepAlive(ConnectionContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
            return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
    }
}
