using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using MailCloud.Protocol;

namespace MailCloud.Benchmarks;

/// <summary>A connection whose client has sent everything already; what it is answered is dropped.</summary>
internal sealed class InputConnection(ReadOnlyMemory<byte> sent) : IConnection
{
    public PipeReader Input { get; } = PipeReader.Create(new ReadOnlySequence<byte>(sent));

    public PipeWriter Output { get; } = PipeWriter.Create(Stream.Null);

    public TlsSession? Tls => null;

    public IPEndPoint? RemoteEndPoint => null;

    public string Id => "input";

    public ValueTask StartTlsAsync(ReadOnlyMemory<byte> goAhead, CancellationToken cancellationToken) => throw new NotSupportedException();
}
