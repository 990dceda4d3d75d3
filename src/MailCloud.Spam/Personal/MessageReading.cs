using System.IO.Pipelines;
using MailCloud.Mail.Store;
using MailCloud.Spam.Features;

namespace MailCloud.Spam.Personal;

/// <summary>Gets the features of a message that is stored.</summary>
internal static class MessageReading
{
    /// <exception cref="MessageMissingException">The pack is gone.</exception>
    /// <exception cref="StoreUnavailableException">The pack could not be read.</exception>
    public static async ValueTask<FeatureSet> ReadFeaturesAsync(
        this IMailStore store,
        MessageReference message,
        CancellationToken cancellationToken
    )
    {
        using var prefix = new MemoryStream();
        var writer = PipeWriter.Create(prefix, new StreamPipeWriterOptions(leaveOpen: true));
        await store.CopyContentAsync(message, 0, Math.Min(message.Length, MessageFeatures.MaxOctets), writer, cancellationToken);
        await writer.CompleteAsync();
        return FeatureSet.Of(prefix.GetBuffer().AsSpan(0, (int)prefix.Length));
    }
}
