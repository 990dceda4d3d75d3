using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Local;
using MailCloud.Mail.Networks;
using MailCloud.Protocol;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Listener.Tests;

/// <summary>A listener with one port and an engine of the test's, and clients for it.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string PortName = "test";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-listener-");

    private Bench(
        ConnectionLimits limits,
        Func<LocalCertificates, CertificateSource>? certificates,
        bool hidesAddresses,
        ImmutableArray<IPNetwork> proxies
    )
    {
        Files = LocalCertificates.Ensure(folder.FullName, ["localhost"], TimeProvider.System);
        Listener = new MailListener(certificates?.Invoke(Files) ?? Pem(Files, TimeProvider.System), limits, Time, Logs)
        {
            ProxyNetworks = proxies,
            AddressesAreHidden = hidesAddresses,
        };
    }

    public LocalCertificates Files { get; }

    public FakeTimeProvider Time { get; } = new();

    /// <summary>What the listener has logged.</summary>
    public RecordedLog Logs { get; } = new();

    public MailListener Listener { get; }

    public static async Task<Bench> StartAsync(
        Func<IConnection, CancellationToken, Task> engine,
        bool implicitTls = false,
        ConnectionLimits? limits = null,
        Func<LocalCertificates, CertificateSource>? certificates = null,
        AccessRule? access = null,
        bool hidesAddresses = false,
        params ImmutableArray<IPNetwork> proxies
    )
    {
        var bench = new Bench(limits ?? new ConnectionLimits(), certificates, hidesAddresses, proxies);
        var port = new Port(PortName, new IPEndPoint(IPAddress.Loopback, 0), implicitTls, engine)
        {
            Access = access ?? AccessRule.Everyone,
        };
        await bench.Listener.StartAsync([port], CancellationToken.None);
        return bench;
    }

    public static PemCertificateSource Pem(LocalCertificates files, TimeProvider time) =>
        new(files.CertificateFile, files.KeyFile, time, NullLogger<PemCertificateSource>.Instance);

    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Listener.EndPointOf(PortName));
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Does the handshake of a client that trusts the local authority and nobody else.</summary>
    public async Task<SslStream> HandshakeAsync(Stream stream)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Files.CaFile);
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy }
        );
        return tls;
    }

    /// <summary>Says every line back, until the client has no more or the listener stops.</summary>
    public static async Task EchoAsync(IConnection connection, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var read = await connection.Input.ReadAsync(stopping);
                connection.Output.Write(read.Buffer.ToArray());
                connection.Input.AdvanceTo(read.Buffer.End);
                await connection.Output.FlushAsync(stopping);
                if (read.IsCompleted)
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            connection.Output.Write("bye\n"u8);
            await connection.Output.FlushAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Listener.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
