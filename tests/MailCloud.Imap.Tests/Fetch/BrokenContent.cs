using System.IO.Pipelines;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>A store that gives only the beginning of a message, and then what <see cref="Failure"/> says.</summary>
internal sealed class BrokenContent(IMailStore store) : IMailStore
{
    /// <summary>Octets that each copy still gives.</summary>
    public int Gives { get; set; } = int.MaxValue;

    /// <summary>Copies that are whole before one is broken.</summary>
    public int WholeCopies { get; set; }

    /// <summary>Null: a copy ends too early without a word.</summary>
    public Func<MessageReference, Exception>? Failure { get; set; }

    public async ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        if (WholeCopies-- > 0 || Gives == int.MaxValue)
        {
            await store.CopyContentAsync(message, offset, length, destination, cancellationToken);
            return;
        }
        if (Gives > 0)
            await store.CopyContentAsync(message, offset, Math.Min(Gives, length), destination, cancellationToken);
        if (Failure is { } failure)
            throw failure(message);
    }

    public ValueTask<bool> CreateAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        store.CreateAccountAsync(account, cancellationToken);

    public ValueTask<bool> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        store.RemoveAccountAsync(account, cancellationToken);

    public ValueTask<AccountState?> ReadAsync(AccountId account, StateDepth depth, CancellationToken cancellationToken) =>
        store.ReadAsync(account, depth, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken) =>
        store.CommitAsync(account, change, cancellationToken);

    public ValueTask WaitForChangeAsync(AccountId account, ModSeq known, CancellationToken cancellationToken) =>
        store.WaitForChangeAsync(account, known, cancellationToken);

    public IMessageWriter BeginMessage() => store.BeginMessage();

    public ValueTask AddReferencesAsync(PackId pack, IReadOnlyCollection<PackReference> references, CancellationToken cancellationToken) =>
        store.AddReferencesAsync(pack, references, cancellationToken);
}
