using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using MailCloud.Mail.Store;

namespace MailCloud.Outbound.Content;

/// <summary>A stored message's octets, as they stream out of its pack.</summary>
internal static class StoredOctets
{
    /// <summary>The octets from <paramref name="offset"/> on, in pieces that hold until the next is asked for.</summary>
    /// <exception cref="MessageMissingException">The pack is gone.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    public static async IAsyncEnumerable<ReadOnlySequence<byte>> ReadAsync(
        IMailStore store,
        MessageReference message,
        long offset,
        long length,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var pipe = new Pipe();
        var copying = CopyAsync(store, message, offset, length, pipe.Writer, cancellationToken);
        try
        {
            while (true)
            {
                var result = await pipe.Reader.ReadAsync(cancellationToken);
                if (!result.Buffer.IsEmpty)
                    yield return result.Buffer;
                pipe.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    break;
            }
        }
        finally
        {
            // Who leaves early lets the copying end.
            await pipe.Reader.CompleteAsync();
            await copying;
        }
    }

    /// <summary>The first <paramref name="length"/> octets in one piece.</summary>
    public static async ValueTask<byte[]> ReadStartAsync(
        IMailStore store,
        MessageReference message,
        int length,
        CancellationToken cancellationToken
    )
    {
        var octets = new ArrayBufferWriter<byte>(Math.Max(1, length));
        await foreach (var piece in ReadAsync(store, message, 0, length, cancellationToken))
        foreach (var segment in piece)
            octets.Write(segment.Span);
        return octets.WrittenSpan.ToArray();
    }

    private static async Task CopyAsync(
        IMailStore store,
        MessageReference message,
        long offset,
        long length,
        PipeWriter writer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await store.CopyContentAsync(message, offset, length, writer, cancellationToken);
            await writer.CompleteAsync();
        }
        catch (Exception e)
        {
            // The reader hears of it at its place in the stream.
            await writer.CompleteAsync(e);
        }
    }
}
