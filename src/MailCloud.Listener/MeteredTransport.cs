using System.Buffers;
using System.IO.Pipelines;
using MailCloud.Protocol.Telemetry;

namespace MailCloud.Listener;

/// <summary>A connection's two ways with its octets counted, under TLS as they travel.</summary>
internal sealed class MeteredTransport(IDuplexPipe inner, string protocol) : IDuplexPipe
{
    public PipeReader Input { get; } = new MeteredReader(inner.Input, protocol);

    public PipeWriter Output { get; } = new MeteredWriter(inner.Output, protocol);

    private sealed class MeteredReader(PipeReader inner, string protocol) : PipeReader
    {
        private ReadOnlySequence<byte> buffer;

        public override bool TryRead(out ReadResult result)
        {
            var isRead = inner.TryRead(out result);
            buffer = result.Buffer;
            return isRead;
        }

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken);
            buffer = result.Buffer;
            return result;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            var octets = buffer.Slice(buffer.Start, consumed).Length;
            buffer = default;
            inner.AdvanceTo(consumed, examined);
            if (octets > 0)
                ProtocolMeter.Moved(protocol, "in", octets);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }

    private sealed class MeteredWriter(PipeWriter inner, string protocol) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            inner.Advance(bytes);
            ProtocolMeter.Moved(protocol, "out", bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            ProtocolMeter.Moved(protocol, "out", source.Length);
            return inner.WriteAsync(source, cancellationToken);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
