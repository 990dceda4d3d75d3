using System.IO.Pipelines;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Session;

/// <summary>A store that does not answer while <see cref="Fails"/>.</summary>
internal sealed class FailingStore(IMailStore store) : IMailStore
{
    public bool Fails { get; set; }

    private IMailStore Store => Fails ? throw new StoreUnavailableException("Out for a test.") : store;

    public ValueTask<bool> CreateAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        Store.CreateAccountAsync(account, cancellationToken);

    public ValueTask<bool> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        Store.RemoveAccountAsync(account, cancellationToken);

    public ValueTask<AccountState?> ReadAsync(AccountId account, StateDepth depth, CancellationToken cancellationToken) =>
        Store.ReadAsync(account, depth, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken) =>
        Store.CommitAsync(account, change, cancellationToken);

    public ValueTask WaitForChangeAsync(AccountId account, ModSeq known, CancellationToken cancellationToken) =>
        Store.WaitForChangeAsync(account, known, cancellationToken);

    public IAsyncEnumerable<LoggedEvent> ReadEventsAsync(
        AccountId account,
        ModSeq after,
        ModSeq through,
        CancellationToken cancellationToken
    ) => Store.ReadEventsAsync(account, after, through, cancellationToken);

    public IMessageWriter BeginMessage() => store.BeginMessage();

    public ValueTask AddReferencesAsync(PackId pack, IReadOnlyCollection<PackReference> references, CancellationToken cancellationToken) =>
        Store.AddReferencesAsync(pack, references, cancellationToken);

    public ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    ) => Store.CopyContentAsync(message, offset, length, destination, cancellationToken);
}
