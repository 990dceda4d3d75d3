using System.IO.Pipelines;
using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Store;

/// <summary>A range of a message as a stream: storage writes into one end of a pipe while the other is read. Whoever has read enough disposes it.</summary>
public sealed class ContentStream : IAsyncDisposable
{
    private readonly Pipe pipe = new();
    private readonly CancellationTokenSource enough;
    private readonly Task copying;

    public ContentStream(IMailStore store, MessageReference message, ByteRange range, CancellationToken cancellationToken)
    {
        enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Stream = pipe.Reader.AsStream();
        copying = CopyAsync(store, message, range);
    }

    /// <summary>The octets. To read it fails as storage does.</summary>
    public Stream Stream { get; }

    public async ValueTask DisposeAsync()
    {
        await pipe.Reader.CompleteAsync();
        await enough.CancelAsync();
        await copying;
        enough.Dispose();
    }

    /// <summary>Never fails: the reader is told what went wrong.</summary>
    private async Task CopyAsync(IMailStore store, MessageReference message, ByteRange range)
    {
        Exception? failure = null;
        try
        {
            await store.CopyContentAsync(message, range.Offset, range.Length, pipe.Writer, enough.Token);
        }
        catch (Exception e)
        {
            failure = e;
        }
        await pipe.Writer.CompleteAsync(failure);
    }
}
