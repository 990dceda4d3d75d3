using System.IO.Pipelines;
using System.Net;
using System.Security.Authentication;
using MailCloud.Protocol;

namespace MailCloud.Testing.Connections;

/// <summary>
/// A connection in memory: the engine has the <see cref="IConnection"/> side, the test plays the <see cref="Client"/>. TLS is a change of pipes, so that what
/// was sent in the clear can never come out of the encrypted side.
/// </summary>
/// <param name="tls">Null: the connection begins in the clear.</param>
/// <param name="outputLimit">Octets that the client may leave unread before the engine's flush waits; 0: it never waits.</param>
public sealed class PipeConnection(TlsSession? tls = null, IPEndPoint? remoteEndPoint = null, long outputLimit = 0) : IConnection
{
    /// <summary>What a connection that is encrypted agreed on.</summary>
    public static readonly TlsSession Encrypted = new("TLS1.3", "TLS_AES_256_GCM_SHA384", "mail.example.com");

    private static int count;

    private readonly TaskCompletionSource handshake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Pipe toServer = NewPipe(0);
    private Pipe toClient = NewPipe(outputLimit);
    private PipeClient? client;

    public PipeReader Input => toServer.Reader;

    public PipeWriter Output => toClient.Writer;

    public TlsSession? Tls { get; set; } = tls;

    public IPEndPoint? RemoteEndPoint { get; } = remoteEndPoint ?? new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40_000);

    public string Id { get; } = $"test-{Interlocked.Increment(ref count)}";

    /// <summary>The other end.</summary>
    public PipeClient Client => client ??= new PipeClient(this, toClient.Reader, toServer.Writer);

    public async ValueTask StartTlsAsync(ReadOnlyMemory<byte> goAhead, CancellationToken cancellationToken)
    {
        var (plainInput, plainOutput) = (toServer.Reader, toClient.Writer);
        _ = Client;
        toServer = NewPipe(0);
        toClient = NewPipe(outputLimit);
        await plainInput.CompleteAsync();
        await plainOutput.WriteAsync(goAhead, cancellationToken);
        await plainOutput.CompleteAsync();
        await handshake.Task.WaitAsync(cancellationToken);
        Tls = Encrypted;
    }

    internal (PipeReader Input, PipeWriter Output) Handshake()
    {
        handshake.TrySetResult();
        return (toClient.Reader, toServer.Writer);
    }

    internal void RefuseHandshake() => handshake.TrySetException(new AuthenticationException("The client did not do the handshake."));

    /// <summary>Ends the engine's sending, as the listener does when the engine returns.</summary>
    public async ValueTask CloseAsync()
    {
        await Output.CompleteAsync();
        await Input.CompleteAsync();
    }

    // Inline: the engine sees what the client sent before the client's flush returns, so that "one octet at a time" is just that.
    private static Pipe NewPipe(long limit) =>
        new(
            new PipeOptions(
                readerScheduler: PipeScheduler.Inline,
                writerScheduler: PipeScheduler.Inline,
                pauseWriterThreshold: limit,
                resumeWriterThreshold: limit / 2,
                useSynchronizationContext: false
            )
        );
}
