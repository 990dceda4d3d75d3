using System.Collections.Immutable;
using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Store;

/// <summary>
/// Takes one message into an account: stores its bytes and parses them as they pass, says that the account holds them, and gives what
/// <see cref="Changes.AppendMessages"/> wants. Memory is bounded whatever the message's size. Dispose without <see cref="CompleteAsync"/> drops it.
/// </summary>
public sealed class MessageAppender(IMailStore store, AccountId account) : IAsyncDisposable
{
    private readonly IMessageWriter writer = store.BeginMessage();
    private readonly MessageScanner scanner = new();

    /// <summary>Octets written so far.</summary>
    public long Length => writer.Length;

    /// <summary>Appends bytes to the message.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        scanner.Write(bytes.Span);
        return writer.WriteAsync(bytes, cancellationToken);
    }

    /// <summary>
    /// Makes the message durable and referred to, so that it can be committed at any time after; a message that never is, is an orphan that is found and
    /// removed later.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Storage did not answer; the message is not there.</exception>
    public async ValueTask<NewMessage> CompleteAsync(
        MessageFlags flags,
        ImmutableArray<string> keywords,
        DateTimeOffset internalDate,
        CancellationToken cancellationToken
    )
    {
        var content = await writer.CompleteAsync(default, cancellationToken);
        await store.AddReferencesAsync(content.Pack, [new PackReference(account, content.Offset)], cancellationToken);
        var summary = scanner.Complete(DeliveryKey.For(content).Value);
        return new NewMessage(content, flags, keywords, internalDate.ToUnixTimeSeconds(), summary.ThreadId, new ParsedSummary(summary));
    }

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
