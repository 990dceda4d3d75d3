using System.IO.Pipelines;
using System.Net;
using MailCloud.Protocol;

namespace MailCloud.Testing.Connections;

/// <summary>
/// A connection whose output goes nowhere, through one buffer: what an engine then still allocates or takes is its own doing. There is no input.
/// </summary>
public sealed class NullConnection : PipeWriter, IConnection
{
    private readonly byte[] buffer = new byte[128 * 1024];
    private long unflushed;

    public PipeReader Input => throw new NotSupportedException("Nobody sends anything.");

    public PipeWriter Output => this;

    public TlsSession? Tls => null;

    public IPEndPoint? RemoteEndPoint => null;

    public string Id => "null";

    /// <summary>All octets that were written.</summary>
    public long Written { get; private set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0) => buffer;

    public override Span<byte> GetSpan(int sizeHint = 0) => buffer;

    public override void Advance(int bytes)
    {
        unflushed += bytes;
        Written += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        unflushed = 0;
        return default;
    }

    public override void CancelPendingFlush() { }

    public override void Complete(Exception? exception = null) { }

    public ValueTask StartTlsAsync(ReadOnlyMemory<byte> goAhead, CancellationToken cancellationToken) => throw new NotSupportedException();
}
