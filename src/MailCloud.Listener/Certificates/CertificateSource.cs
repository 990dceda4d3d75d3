using System.Net.Security;

namespace MailCloud.Listener;

/// <summary>Where the listener's certificate comes from. It may change while the listener runs; connections that exist keep theirs.</summary>
public abstract class CertificateSource
{
    /// <summary>The certificate, with its chain, for a server name (SNI, RFC 6066 §3); null: the client named none.</summary>
    public abstract SslStreamCertificateContext Select(string? serverName);
}
