namespace MailCloud.Spam.Filter;

/// <summary>Judges messages as they come in.</summary>
public interface ISpamFilter
{
    /// <summary>
    /// Judges a message by the model for everybody. It never fails and takes bounded time, whatever the message holds. It waits for nothing.
    /// </summary>
    /// <param name="prefix">The beginning of the message as it came (<see cref="Features.MessageFeatures.MaxOctets"/> of it are looked at).</param>
    SpamVerdict Score(ReadOnlyMemory<byte> prefix, SenderFacts facts);
}
