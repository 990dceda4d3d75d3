using System.IO.Pipelines;

namespace MailCloud.Mail.Store;

/// <summary>Passes everything on to another store. A derived one overrides what it watches; a test, what is to go wrong.</summary>
public abstract class MailStoreDecorator(IMailStore store) : IMailStore
{
    public virtual ValueTask<bool> CreateAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        store.CreateAccountAsync(account, cancellationToken);

    public virtual ValueTask<bool> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        store.RemoveAccountAsync(account, cancellationToken);

    public virtual ValueTask<AccountState?> ReadAsync(AccountId account, StateDepth depth, CancellationToken cancellationToken) =>
        store.ReadAsync(account, depth, cancellationToken);

    public virtual ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken) =>
        store.CommitAsync(account, change, cancellationToken);

    public virtual ValueTask WaitForChangeAsync(AccountId account, ModSeq known, CancellationToken cancellationToken) =>
        store.WaitForChangeAsync(account, known, cancellationToken);

    public virtual IAsyncEnumerable<LoggedEvent> ReadEventsAsync(
        AccountId account,
        ModSeq after,
        ModSeq through,
        CancellationToken cancellationToken
    ) => store.ReadEventsAsync(account, after, through, cancellationToken);

    public virtual IMessageWriter BeginMessage() => store.BeginMessage();

    public virtual ValueTask AddReferencesAsync(
        PackId pack,
        IReadOnlyCollection<PackReference> references,
        CancellationToken cancellationToken
    ) => store.AddReferencesAsync(pack, references, cancellationToken);

    public virtual ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    ) => store.CopyContentAsync(message, offset, length, destination, cancellationToken);
}
