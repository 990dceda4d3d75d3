using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Store;

/// <summary>
/// A message's summary, wherever it is kept. A mailbox of 100,000 messages must not hold as many parsed summaries: each store has its own
/// compact form of them and reads it when asked.
/// </summary>
public abstract class StoredSummary
{
    /// <summary>Reads the summary. Fails as reading a message does, when the store cannot be reached.</summary>
    public abstract ValueTask<MessageSummary> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>A summary that is simply in memory: one that was just parsed, or one of <see cref="MemoryMailStore"/>.</summary>
public sealed class ParsedSummary(MessageSummary summary) : StoredSummary
{
    public MessageSummary Summary { get; } = summary;

    public override ValueTask<MessageSummary> ReadAsync(CancellationToken cancellationToken) => new(Summary);
}
