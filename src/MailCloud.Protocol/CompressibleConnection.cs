using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;

namespace MailCloud.Protocol;

/// <summary>
/// A connection that can be compressed from some point on, with DEFLATE (RFC 1951) in both directions. Nothing is inflated before it is read, in pieces of
/// a few kilobytes, so that the bounds of whoever reads hold for what comes out of the compression too: few octets that stand for gigabytes do no harm.
/// </summary>
public sealed class CompressibleConnection(IConnection inner) : IConnection, IAsyncDisposable
{
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 4096, useZeroByteReads: true);
    private static readonly StreamPipeWriterOptions WriterOptions = new(minimumBufferSize: 4096);

    private PipeReader? inflating;
    private PipeWriter? deflating;
    private PipeWriterStream? compressed;

    public PipeReader Input => inflating ?? inner.Input;

    public PipeWriter Output => deflating ?? inner.Output;

    public TlsSession? Tls => inner.Tls;

    public IPEndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    public string Id => inner.Id;

    /// <summary>Whether <see cref="StartCompressionAsync"/> was called.</summary>
    public bool IsCompressed => inflating is not null;

    public ValueTask StartTlsAsync(ReadOnlyMemory<byte> goAhead, CancellationToken cancellationToken) =>
        inner.StartTlsAsync(goAhead, cancellationToken);

    /// <summary>
    /// Sends what was written so far as it is. From then on each flush sends all that was written, so that the other end can inflate it (zlib calls that a sync
    /// flush), and what the client sends is taken for compressed, in any pieces. Reading throws <see cref="BadCompressionException"/> where it is not.
    /// </summary>
    public async ValueTask StartCompressionAsync(CancellationToken cancellationToken)
    {
        await inner.Output.FlushAsync(cancellationToken);
        compressed = new PipeWriterStream(inner.Output);
        // Mail is sent once and not kept: speed is worth more than the last percent.
        deflating = PipeWriter.Create(new DeflateStream(compressed, CompressionLevel.Fastest), WriterOptions);
        var inflated = new DeflateStream(inner.Input.AsStream(leaveOpen: true), CompressionMode.Decompress);
        inflating = new InflatingReader(PipeReader.Create(inflated, ReaderOptions));
    }

    /// <summary>Gives back what the compression holds; the connection beneath stays as it is. What was not flushed is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        if (compressed is null || deflating is null || inflating is null)
            return;
        // A client that takes nothing must not hold up the end.
        compressed.Close();
        await deflating.CompleteAsync();
        await inflating.CompleteAsync();
    }
}
