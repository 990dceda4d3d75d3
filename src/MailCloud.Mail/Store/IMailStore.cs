namespace MailCloud.Mail.Store;

/// <summary>
/// The one waist between protocols and storage. A session reads an account's state, which is an immutable snapshot, answers from it, and commits
/// changes, which are decided against the newest state and stand whole or not at all. Message bytes go in and out beside it and never change.
/// </summary>
/// <remarks>
/// Every method may throw <see cref="StoreUnavailableException"/> when the storage cannot be reached or does not answer in time; nothing is then
/// half done: a reader sees the change whole or not at all. Implementations: <see cref="MemoryMailStore"/> and the Azure store, under one contract test suite.
/// </remarks>
public interface IMailStore
{
    // Accounts

    /// <summary>Makes an account with its standard mailboxes (<see cref="StandardMailboxes"/>). False: it exists already.</summary>
    ValueTask<bool> CreateAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Removes an account, its mailboxes and log. False: there was none.</summary>
    ValueTask<bool> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken);

    // State

    /// <summary>
    /// The account's state: at least as new as everything committed by anyone before the call. Null: no such account.
    /// With <see cref="StateDepth.Directory"/> the messages may be missing (<see cref="AccountState.HasMessages"/>), which costs one small read.
    /// </summary>
    ValueTask<AccountState?> ReadAsync(AccountId account, StateDepth depth, CancellationToken cancellationToken);

    /// <summary>
    /// Decides the change against the newest state and commits its events; tries again when somebody else commits first. When it returns without
    /// a refusal, the change is durable and every later read shows it. When it throws, the change does not stand or stands whole.
    /// </summary>
    /// <exception cref="UnknownAccountException">There is no such account.</exception>
    ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until the account may have changed since <paramref name="known"/>: at once for changes made through this store object, within about a
    /// second for others'. It may return early or spuriously, never late: read the state to find out.
    /// </summary>
    ValueTask WaitForChangeAsync(AccountId account, ModSeq known, CancellationToken cancellationToken);

    /// <summary>
    /// The account's log: the events after <paramref name="after"/> up to <paramref name="through"/>, in order and without a gap. Both are the
    /// <see cref="AccountState.ModSeq"/> of states that somebody has read, so that the first of the two and these events make the second. Nothing,
    /// if <paramref name="after"/> is not the older one.
    /// </summary>
    /// <exception cref="EventsMissingException">
    /// The log does not lead from there to there: it is not kept for ever, an account that was made anew has a new one, and no state ends within an
    /// event. Some events may have been given before; they are not all there were.
    /// </exception>
    IAsyncEnumerable<LoggedEvent> ReadEventsAsync(AccountId account, ModSeq after, ModSeq through, CancellationToken cancellationToken);

    // Messages' bytes

    /// <summary>Begins to store a message. Nothing is kept unless <see cref="IMessageWriter.CompleteAsync"/> returns.</summary>
    IMessageWriter BeginMessage();

    /// <summary>
    /// Says that accounts hold messages of a pack. It must have returned before a commit appends them, so that no crash leaves an account with a message
    /// whose pack could be taken away. To say it twice is harmless.
    /// </summary>
    ValueTask AddReferencesAsync(PackId pack, IReadOnlyCollection<PackReference> references, CancellationToken cancellationToken);

    /// <summary>Writes a range of a message to <paramref name="destination"/>, and flushes as it goes. The range lies inside the message.</summary>
    /// <exception cref="MessageMissingException">The pack is gone.</exception>
    ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        System.IO.Pipelines.PipeWriter destination,
        CancellationToken cancellationToken
    );
}

/// <summary>How much of an account a caller needs.</summary>
public enum StateDepth
{
    /// <summary>The mailbox directory with its counts.</summary>
    Directory,

    /// <summary>The directory and every message's record.</summary>
    Messages,
}

/// <summary>"This account holds the message at this offset of the pack."</summary>
public readonly record struct PackReference(AccountId Account, long Offset);

/// <summary>
/// A message on its way into storage. Memory is bounded however large it is. Dispose without <see cref="CompleteAsync"/> drops it.
/// </summary>
public interface IMessageWriter : IAsyncDisposable
{
    /// <summary>Octets written so far.</summary>
    long Length { get; }

    /// <summary>Appends bytes; they are copied or sent before it returns.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes the message durable: <paramref name="prefix"/> (header fields that the server adds), then what was written.</summary>
    ValueTask<MessageReference> CompleteAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken);
}

/// <summary>The storage could not be reached, refused, or gave no answer in time; the same call may succeed later.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>There is no such account.</summary>
public sealed class UnknownAccountException(AccountId account) : InvalidOperationException($"There is no account {account}.");

/// <summary>An account's log does not lead on from a number; whoever wanted to follow it has to look at the state instead.</summary>
public sealed class EventsMissingException(AccountId account, ModSeq after)
    : InvalidOperationException($"The log of account {account} does not lead on from {after}.");

/// <summary>A message's pack is gone: its retention time ended, or the storage was damaged.</summary>
public sealed class MessageMissingException(MessageReference message) : IOException($"The pack {message.Pack} does not exist.");
