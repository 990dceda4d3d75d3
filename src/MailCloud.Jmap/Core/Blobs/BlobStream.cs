using System.IO.Pipelines;

namespace MailCloud.Jmap.Core.Blobs;

/// <summary>A blob as a stream: it is written into one end of a pipe while the other is read. Whoever has read enough disposes it.</summary>
public sealed class BlobStream : IAsyncDisposable
{
    private readonly Pipe pipe = new();
    private readonly CancellationTokenSource enough;
    private readonly Task copying;

    internal BlobStream(Func<PipeWriter, CancellationToken, ValueTask> copy, CancellationToken cancellationToken)
    {
        enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Stream = pipe.Reader.AsStream();
        copying = CopyAsync(copy);
    }

    /// <summary>The octets. To read it fails as <see cref="Blob.CopyAsync"/> does.</summary>
    public Stream Stream { get; }

    public async ValueTask DisposeAsync()
    {
        await pipe.Reader.CompleteAsync();
        await enough.CancelAsync();
        await copying;
        enough.Dispose();
    }

    /// <summary>Never fails: the reader is told what went wrong.</summary>
    private async Task CopyAsync(Func<PipeWriter, CancellationToken, ValueTask> copy)
    {
        Exception? failure = null;
        try
        {
            await copy(pipe.Writer, enough.Token);
        }
        catch (Exception e)
        {
            failure = e;
        }
        await pipe.Writer.CompleteAsync(failure);
    }
}
