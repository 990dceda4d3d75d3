using System.IO.Pipelines;
using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Store;

/// <summary>Reads what is small of a message.</summary>
public static class ContentReading
{
    /// <summary>The octets of a range. It is all in memory then, so the caller bounds it.</summary>
    /// <exception cref="MessageMissingException">The pack is gone.</exception>
    public static async ValueTask<byte[]> ReadContentAsync(
        this IMailStore store,
        MessageReference message,
        ByteRange range,
        CancellationToken cancellationToken
    )
    {
        var octets = new byte[range.Length];
        if (octets.Length == 0)
            return octets;
        var writer = PipeWriter.Create(new MemoryStream(octets));
        await store.CopyContentAsync(message, range.Offset, range.Length, writer, cancellationToken);
        await writer.CompleteAsync();
        return octets;
    }
}
