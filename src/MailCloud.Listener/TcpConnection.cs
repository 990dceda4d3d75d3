using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Listener.Proxy;
using MailCloud.Mail.Networks;
using MailCloud.Protocol;
using Microsoft.AspNetCore.Connections;

namespace MailCloud.Listener;

/// <summary>A client's TCP connection, in the clear at first or under TLS from the start.</summary>
/// <param name="peer">Who is at its other end; null: hidden.</param>
internal sealed class TcpConnection(ConnectionContext context, IPEndPoint? peer, CertificateSource certificates)
    : IConnection,
        IAsyncDisposable
{
    /// <summary>A handshake that takes longer is somebody holding a connection.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    // Zero-byte reads: a connection that waits holds no buffer.
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 8192, leaveOpen: true, useZeroByteReads: true);
    private static readonly StreamPipeWriterOptions WriterOptions = new(minimumBufferSize: 8192, leaveOpen: true);

    private SslStream? encrypted;

    public PipeReader Input { get; private set; } = context.Transport.Input;

    public PipeWriter Output { get; private set; } = context.Transport.Output;

    public TlsSession? Tls { get; private set; }

    public IPEndPoint? RemoteEndPoint { get; private set; } = peer;

    public string Id => context.ConnectionId;

    /// <summary>The other end is a proxy: the client is whom it names in front of all else.</summary>
    /// <exception cref="ProxyProtocolException">It names nobody, or not in time.</exception>
    /// <exception cref="EndOfStreamException">It left without a word.</exception>
    public async ValueTask ReadProxyHeaderAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var header = await ProxyPreamble.ReadAsync(Input, time, cancellationToken);
        if (!header.IsLocal)
            RemoteEndPoint = header.Client?.Plain();
    }

    public async ValueTask StartTlsAsync(ReadOnlyMemory<byte> goAhead, CancellationToken cancellationToken)
    {
        if (Input.TryRead(out var pipelined))
            Input.AdvanceTo(pipelined.Buffer.End);
        await Output.WriteAsync(goAhead, cancellationToken);
        await HandshakeAsync(cancellationToken);
    }

    /// <summary>Does the TLS handshake.</summary>
    /// <exception cref="AuthenticationException">The two sides did not agree, or the client took too long.</exception>
    public async ValueTask HandshakeAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(HandshakeTimeout);
        var stream = new SslStream(new DuplexStream(context.Transport.Input, context.Transport.Output));
        try
        {
            await stream.AuthenticateAsServerAsync(OptionsFor, this, limited.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            await stream.DisposeAsync();
            throw new AuthenticationException("The TLS handshake took too long.", e);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
        encrypted = stream;
        Input = PipeReader.Create(stream, ReaderOptions);
        Output = PipeWriter.Create(stream, WriterOptions);
        Tls = new TlsSession(VersionOf(stream), stream.NegotiatedCipherSuite.ToString(), Named(stream.TargetHostName))
        {
            ServerEndPoint = stream.LocalCertificate is X509Certificate2 own ? ServerEndPointBinding.Of(own) : null,
        };
    }

    /// <summary>Ends the connection in good order: what was written is sent, then TLS and TCP are closed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Output.CompleteAsync();
            if (encrypted is not null)
            {
                await encrypted.ShutdownAsync();
                await Input.CompleteAsync();
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The client has gone already: there is nobody to say good-bye to.
            context.Abort();
        }
        finally
        {
            if (encrypted is not null)
                await encrypted.DisposeAsync();
            await context.DisposeAsync();
        }
    }

    private static ValueTask<SslServerAuthenticationOptions> OptionsFor(
        SslStream stream,
        SslClientHelloInfo hello,
        object? state,
        CancellationToken cancellationToken
    ) => new(((TcpConnection)state!).OptionsFor(hello));

    private SslServerAuthenticationOptions OptionsFor(SslClientHelloInfo hello) =>
        new()
        {
            ServerCertificateContext = certificates.Select(Named(hello.ServerName)),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = false,
            AllowRenegotiation = false,
        };

    private static string? Named(string? serverName) => string.IsNullOrEmpty(serverName) ? null : serverName;

    private static string VersionOf(SslStream stream) => stream.SslProtocol == SslProtocols.Tls13 ? "TLS1.3" : "TLS1.2";
}
