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
/// <param name="lockstep">The client's sending waits until the engine has looked at every octet, so that octets sent one by one are read one by one.</param>
/// <param name="outputLimit">Octets that the client may leave unread before the engine's flush waits; 0: it never waits.</param>
public sealed class PipeConnection(TlsSession? tls = null, IPEndPoint? remoteEndPoint = null, bool lockstep = false, long outputLimit = 0)
    : IConnection
{
    /// <summary>What a connection that is encrypted agreed on.</summary>
    public static readonly TlsSession Encrypted = new("TLS1.3", "TLS_AES_256_GCM_SHA384", "mail.example.com")
    {
        // What a log-in is bound to: the octets 0 to 31.
        ServerEndPoint = Enumerable.Range(0, 32).Select(octet => (byte)octet).ToArray(),
    };

    private static int count;

    private readonly TaskCompletionSource handshake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Pipe toServer = NewInput(lockstep);
    private Pipe toClient = NewOutput(outputLimit);
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
        toServer = NewInput(lockstep);
        toClient = NewOutput(outputLimit);
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

    // What the engine waits for happens within the test's calls, on the test's thread. The test never goes on within the engine's, where the engine
    // could not read what the test sends next.
    private static Pipe NewInput(bool lockstep) =>
        NewPipe(reader: PipeScheduler.Inline, writer: PipeScheduler.ThreadPool, lockstep ? 1 : 0, lockstep ? 1 : 0);

    private static Pipe NewOutput(long limit) => NewPipe(reader: PipeScheduler.ThreadPool, writer: PipeScheduler.Inline, limit, limit / 2);

    private static Pipe NewPipe(PipeScheduler reader, PipeScheduler writer, long pause, long resume) =>
        new(
            new PipeOptions(
                readerScheduler: reader,
                writerScheduler: writer,
                pauseWriterThreshold: pause,
                resumeWriterThreshold: resume,
                useSynchronizationContext: false
            )
        );
}
