using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using MailCloud.Protocol;
using MailCloud.Testing.Connections;

namespace MailCloud.Fuzz.Tests.Connections;

/// <summary>A client that says what it has to say, whatever it is answered, and leaves.</summary>
internal sealed class FuzzConnection : IConnection
{
    // Nobody reads it before the end, and so nobody may wait for that.
    private readonly Pipe answers = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));

    public FuzzConnection(IEnumerable<ReadOnlyMemory<byte>> pieces) => Input = new PieceReader(pieces);

    public PipeReader Input { get; }

    public PipeWriter Output => answers.Writer;

    public TlsSession? Tls => PipeConnection.Encrypted;

    public IPEndPoint? RemoteEndPoint => null;

    public string Id => "fuzz";

    /// <summary>All that was answered.</summary>
    public byte[] Answers
    {
        get
        {
            Output.Complete();
            return answers.Reader.TryRead(out var result) ? result.Buffer.ToArray() : [];
        }
    }

    public ValueTask StartTlsAsync(ReadOnlyMemory<byte> goAhead, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody starts TLS within TLS.");
}
