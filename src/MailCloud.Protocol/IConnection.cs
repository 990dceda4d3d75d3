using System.IO.Pipelines;
using System.Net;
using System.Security.Authentication;

namespace MailCloud.Protocol;

/// <summary>
/// A client's connection as an engine sees it: bytes in, bytes out, and TLS. Engines know no sockets; the listener gives them Kestrel's
/// connections, tests give them pipes.
/// </summary>
public interface IConnection
{
    /// <summary>What the client sends; replaced by <see cref="StartTlsAsync"/>.</summary>
    PipeReader Input { get; }

    /// <summary>What the client gets; replaced by <see cref="StartTlsAsync"/>.</summary>
    PipeWriter Output { get; }

    /// <summary>Null: the connection is in the clear.</summary>
    TlsSession? Tls { get; }

    /// <summary>The client's address, IPv4 never in IPv6's clothes; null where it is hidden by a proxy.</summary>
    IPEndPoint? RemoteEndPoint { get; }

    /// <summary>Identifies the connection in logs.</summary>
    string Id { get; }

    /// <summary>
    /// Turns the connection into a TLS one: drops what the client sent in the clear behind the command and was not read yet, since anyone could
    /// have put it there (RFC 3207 §4.2), then sends <paramref name="goAhead"/>, the whole reply to the command, then does the handshake. In this order a
    /// fast client's ClientHello is never taken for something to drop.
    /// </summary>
    /// <exception cref="AuthenticationException">The handshake failed; the connection is of no more use.</exception>
    ValueTask StartTlsAsync(ReadOnlyMemory<byte> goAhead, CancellationToken cancellationToken);
}

/// <summary>What was agreed in a TLS handshake, for Received fields and logs.</summary>
/// <param name="Version">E.g. <c>TLS1.3</c>.</param>
/// <param name="CipherSuite">The IANA name, e.g. <c>TLS_AES_256_GCM_SHA384</c>.</param>
/// <param name="ServerName">The name that the client asked for (SNI); null: none.</param>
public sealed record TlsSession(string Version, string CipherSuite, string? ServerName)
{
    /// <summary>The registered name of the channel binding that <see cref="ServerEndPoint"/> is (RFC 5929 §4).</summary>
    public const string ServerEndPointName = "tls-server-end-point";

    /// <summary>
    /// A hash of the server's certificate, to which a log-in can be bound (RFC 5929 §4); null: there is none for this certificate. RFC 9266's
    /// <c>tls-exporter</c> is missing, since SslStream does not give out exported keys.
    /// </summary>
    public ReadOnlyMemory<byte>? ServerEndPoint { get; init; }
}
