using MailCloud.Mail.Store;

namespace MailCloud.Mail.Maildrops;

/// <summary>
/// Lets one session at a time have a maildrop, the exclusive-access lock of RFC 1939 §4. Nothing depends on it but the client's peace: a session
/// works on a snapshot and deletes by UID, so that two of them, or one beside IMAP, cannot harm each other.
/// </summary>
/// <remarks>
/// <see cref="MemoryMaildropLock"/> knows the sessions of its process; the one in storage knows those of all listeners. One contract test suite holds both to
/// the same behaviour.
/// </remarks>
public interface IMaildropLock
{
    /// <summary>Takes the account's maildrop. Null: another session has it.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be found out now whether the maildrop is free.</exception>
    ValueTask<IMaildropLease?> TryTakeAsync(AccountId account, CancellationToken cancellationToken);
}

/// <summary>
/// A session's hold on a maildrop, kept up until it is disposed. One that cannot be kept up, since storage is away for longer than a lease lasts, may be lost to
/// another session.
/// </summary>
public interface IMaildropLease : IAsyncDisposable
{
    /// <summary>
    /// Whether the maildrop is still this session's and was never anybody else's in between. If so, nobody else gets it for about as long as a lease lasts.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It cannot be found out now.</exception>
    ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken);
}
