using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Outbound.Client;
using MailCloud.Protocol;

namespace MailCloud.Outbound.Tests.Scripts;

/// <summary>How a scripted server's handshake goes.</summary>
internal enum ScriptedTls
{
    Trusted,
    Untrusted,
    WrongName,
    Fails,
}

/// <summary>A connection in memory: the client under test has one end, the script the other. TLS is a change of pipes.</summary>
internal sealed class ScriptedConnection(IPEndPoint endPoint) : IClientConnection
{
    private static readonly X509Certificate2 Certificate = CreateCertificate();

    private readonly TaskCompletionSource<ScriptedTls> handshake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Pipe toServer = new();
    private Pipe toClient = new();

    public PipeReader Input => toClient.Reader;

    public PipeWriter Output => toServer.Writer;

    public TlsSession? Tls { get; private set; }

    public IPEndPoint RemoteEndPoint => endPoint;

    public bool IsDisposed { get; private set; }

    /// <summary>What the server reads.</summary>
    public PipeReader ServerInput => toServer.Reader;

    /// <summary>What the server writes.</summary>
    public PipeWriter ServerOutput => toClient.Writer;

    public async ValueTask StartTlsAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        var tls = await handshake.Task.WaitAsync(cancellationToken);
        using var chain = new X509Chain();
        var errors = tls switch
        {
            ScriptedTls.Untrusted => SslPolicyErrors.RemoteCertificateChainErrors,
            ScriptedTls.WrongName => SslPolicyErrors.RemoteCertificateNameMismatch,
            _ => SslPolicyErrors.None,
        };
        if (tls is ScriptedTls.Fails || !options.RemoteCertificateValidationCallback!(this, Certificate, chain, errors))
            throw new AuthenticationException("The handshake failed, as the script wants it to.");
        Tls = new TlsSession("TLS1.3", "TLS_AES_256_GCM_SHA384", options.TargetHost);
    }

    /// <summary>The server's side of the handshake. What is written from now on is encrypted.</summary>
    public void Handshake(ScriptedTls tls)
    {
        (toServer, toClient) = (new Pipe(), new Pipe());
        handshake.SetResult(tls);
    }

    /// <summary>The server goes away.</summary>
    public async ValueTask DropAsync()
    {
        await toClient.Writer.CompleteAsync();
        await toServer.Reader.CompleteAsync(new IOException("The server has gone."));
    }

    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        await toServer.Writer.CompleteAsync();
        await toClient.Reader.CompleteAsync();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=mx.example.net", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
