using System.IO.Pipelines;
using MailCloud.Mail.Store;

namespace MailCloud.Pop3.Tests;

/// <summary>A store over another one that fails where a test says, and counts the octets it was asked for.</summary>
internal sealed class FaultyStore(IMailStore store) : IMailStore
{
    /// <summary>What reading a state throws; null: nothing.</summary>
    public Exception? OnRead { get; set; }

    /// <summary>What a commit throws; null: nothing.</summary>
    public Exception? OnCommit { get; set; }

    /// <summary>What copying a message throws, after <see cref="CopiedBeforeFault"/> octets; null: nothing.</summary>
    public Exception? OnCopy { get; set; }

    public int CopiedBeforeFault { get; set; }

    public long CopiedOctets { get; private set; }

    public ValueTask<AccountState?> ReadAsync(AccountId account, StateDepth depth, CancellationToken cancellationToken) =>
        OnRead is null ? store.ReadAsync(account, depth, cancellationToken) : throw OnRead;

    public ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken) =>
        OnCommit is null ? store.CommitAsync(account, change, cancellationToken) : throw OnCommit;

    public async ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        CopiedOctets += length;
        if (OnCopy is null)
        {
            await store.CopyContentAsync(message, offset, length, destination, cancellationToken);
            return;
        }
        if (CopiedBeforeFault > 0)
            await store.CopyContentAsync(message, offset, CopiedBeforeFault, destination, cancellationToken);
        throw OnCopy;
    }

    public ValueTask<bool> CreateAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        store.CreateAccountAsync(account, cancellationToken);

    public ValueTask<bool> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        store.RemoveAccountAsync(account, cancellationToken);

    public ValueTask WaitForChangeAsync(AccountId account, ModSeq known, CancellationToken cancellationToken) =>
        store.WaitForChangeAsync(account, known, cancellationToken);

    public IMessageWriter BeginMessage() => store.BeginMessage();

    public ValueTask AddReferencesAsync(PackId pack, IReadOnlyCollection<PackReference> references, CancellationToken cancellationToken) =>
        store.AddReferencesAsync(pack, references, cancellationToken);
}
