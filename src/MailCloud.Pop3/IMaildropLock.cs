using MailCloud.Mail.Store;

namespace MailCloud.Pop3;

/// <summary>
/// Lets one session at a time have a maildrop, the exclusive-access lock of RFC 1939 §4. Nothing depends on it but the client's peace: a session
/// works on a snapshot and deletes by UID, so that two of them, or one beside IMAP, cannot harm each other.
/// </summary>
/// <remarks>
/// <see cref="MemoryMaildropLock"/> knows the sessions of its process. With several listeners, a lease in storage under this interface makes
/// them know each other's.
/// </remarks>
public interface IMaildropLock
{
    /// <summary>Takes the account's maildrop; disposing the result gives it back. Null: another session has it.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be found out now whether the maildrop is free.</exception>
    ValueTask<IAsyncDisposable?> TryTakeAsync(AccountId account, CancellationToken cancellationToken);
}
