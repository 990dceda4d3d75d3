using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using MailCloud.Protocol;

namespace MailCloud.Outbound.Client;

/// <summary>A connection to another server: octets in and out, and TLS. Disposing ends it at once, without a farewell.</summary>
public interface IClientConnection : IAsyncDisposable
{
    /// <summary>What the server sends; replaced by <see cref="StartTlsAsync"/>.</summary>
    PipeReader Input { get; }

    /// <summary>What the server gets; replaced by <see cref="StartTlsAsync"/>.</summary>
    PipeWriter Output { get; }

    /// <summary>Null: the connection is in the clear.</summary>
    TlsSession? Tls { get; }

    /// <summary>The server's address.</summary>
    IPEndPoint RemoteEndPoint { get; }

    /// <summary>
    /// Does the handshake. What the server sent in the clear and was not read yet is dropped: anyone could have put it there (RFC 3207 §6).
    /// </summary>
    /// <exception cref="AuthenticationException">The handshake failed, or the certificate was refused; the connection is of no more use.</exception>
    /// <exception cref="IOException">The connection was lost on the way.</exception>
    ValueTask StartTlsAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken);
}

/// <summary>Opens connections.</summary>
public interface IConnector
{
    /// <exception cref="IOException">There is none to be had.</exception>
    ValueTask<IClientConnection> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken);
}
