using System.IO.Pipelines;

namespace MailCloud.Protocol;

/// <summary>
/// A pipe as a stream to write to: what is written goes with the next flush, and once it is closed, nowhere.
/// </summary>
internal sealed class PipeWriterStream(PipeWriter output) : Stream
{
    private bool closed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!closed)
            await output.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <exception cref="IOException">The client has gone.</exception>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!closed && (await output.FlushAsync(cancellationToken)).IsCompleted)
            throw new IOException("The client has gone.");
    }

    public override void Close() => closed = true;

    // Only what is closed is written to without waiting: the end of the compressed data, which nobody needs.
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!closed)
            throw new NotSupportedException();
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
