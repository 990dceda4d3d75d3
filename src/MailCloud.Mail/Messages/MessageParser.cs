using System.Buffers;

namespace MailCloud.Mail.Messages;

/// <summary>
/// Makes the <see cref="MessageSummary"/> of a message. Any sequence of bytes has one: what cannot be understood is kept as text or as an
/// opaque part. Memory is bounded by <see cref="SummaryLimits"/>, whatever the size of the message.
/// </summary>
public static class MessageParser
{
    private const int ChunkSize = 64 * 1024;

    /// <param name="message">The whole message.</param>
    /// <param name="place">Where the message is stored. It names the thread of a message that neither has nor refers to an identifier.</param>
    public static MessageSummary Parse(ReadOnlySpan<byte> message, string place)
    {
        var scanner = new MessageScanner();
        scanner.Write(message);
        return scanner.Complete(place);
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, string)"/>
    public static MessageSummary Parse(ReadOnlySequence<byte> message, string place)
    {
        var scanner = new MessageScanner();
        foreach (var segment in message)
            scanner.Write(segment.Span);
        return scanner.Complete(place);
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, string)"/>
    public static async ValueTask<MessageSummary> ParseAsync(Stream message, string place, CancellationToken cancellation)
    {
        var scanner = new MessageScanner();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int read;
            while ((read = await message.ReadAsync(chunk, cancellation)) > 0)
                scanner.Write(chunk.AsSpan(0, read));
            return scanner.Complete(place);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
