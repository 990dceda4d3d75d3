using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using MailCloud.Storage.Accounts;
using MailCloud.Storage.Changes;
using MailCloud.Storage.Models;
using MailCloud.Storage.Objects;
using MailCloud.Storage.Packs;
using MailCloud.Storage.Rendering;
using MailCloud.Storage.Search;

namespace MailCloud.Storage;

/// <summary>The mail store in an Azure Storage account. Any number of processes may use one; the tables alone decide.</summary>
internal sealed class AzureMailStore : IMailStore
{
    private readonly AccountTable table;
    private readonly AccountRegister register;
    private readonly OpenAccounts accounts;
    private readonly Beacon beacon;
    private readonly PackWriter packs;
    private readonly PackReader reader;
    private readonly PackReferences references;
    private readonly ModelBlobs models;
    private readonly IndexBlobs indexes;
    private readonly TableObjectStore objects;
    private readonly RenderedBlobs rendered;

    public AzureMailStore(StorageClients clients, Beacon beacon, PackWriter packs, PackReader reader, TimeProvider time)
    {
        table = new AccountTable(clients.Table(TableNames.Accounts), clients.TableWithoutRetries(TableNames.Accounts));
        register = new AccountRegister(table, time);
        accounts = new OpenAccounts(
            account => new OpenAccount(account, table, beacon.Announce, time),
            StorageLimits.OpenAccounts,
            StorageLimits.OpenAccountOctets
        );
        references = new PackReferences(clients.Table(TableNames.References));
        models = new ModelBlobs(clients.Container(ContainerNames.Models));
        indexes = new IndexBlobs(clients.Container(ContainerNames.Indexes));
        objects = new TableObjectStore(clients);
        rendered = new RenderedBlobs(clients.Container(ContainerNames.Rendered));
        this.beacon = beacon;
        this.packs = packs;
        this.reader = reader;
    }

    public async ValueTask<bool> CreateAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        await register.CreateAsync(account, cancellationToken);

    public async ValueTask<bool> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken)
    {
        // First, so that a removal which is repeated has nothing left to find.
        await models.DeleteAsync(ModelName.Of(account), cancellationToken);
        await indexes.DeleteAsync(account, cancellationToken);
        await objects.RemoveAllAsync(account, cancellationToken);
        await rendered.RemoveAllAsync(account, cancellationToken);
        if (await register.RemoveAsync(account, cancellationToken) is not { } number)
            return false;
        // Once more: what was being built or written meanwhile stays away from now on, since there is no account any more.
        await indexes.DeleteAsync(account, cancellationToken);
        await objects.RemoveAllAsync(account, cancellationToken);
        await rendered.RemoveAllAsync(account, cancellationToken);
        accounts.Forget(account);
        beacon.Announce(account, number);
        return true;
    }

    public async ValueTask<AccountState?> ReadAsync(AccountId account, StateDepth depth, CancellationToken cancellationToken) =>
        await accounts[account].ReadAsync(depth, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken) =>
        await accounts[account].CommitAsync(change, cancellationToken);

    public async ValueTask WaitForChangeAsync(AccountId account, ModSeq known, CancellationToken cancellationToken)
    {
        if (accounts.Find(account)?.Known is { } seen && seen.ModSeq > known)
            return;
        using var waiter = beacon.Wait(account, known);
        // What others committed before we began to listen is found by looking once.
        var now = await ReadAsync(account, StateDepth.Directory, cancellationToken);
        if (now is not null && now.ModSeq <= known)
            await waiter.Changed.WaitAsync(cancellationToken);
    }

    public async IAsyncEnumerable<LoggedEvent> ReadEventsAsync(
        AccountId account,
        ModSeq after,
        ModSeq through,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (after >= through)
            yield break;
        var reached = after;
        await foreach (var e in table.ReadEventsAsync(account, after, through, cancellationToken))
        {
            if (e.Logged.First != reached + 1)
                break;
            yield return e.Logged;
            reached = e.Logged.Last;
        }
        if (reached < through)
            throw new EventsMissingException(account, after);
    }

    public IMessageWriter BeginMessage() => new StoredMessageWriter(packs);

    public async ValueTask AddReferencesAsync(
        PackId pack,
        IReadOnlyCollection<PackReference> references,
        CancellationToken cancellationToken
    ) => await this.references.AddAsync(pack, references, cancellationToken);

    public async ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, message.Length - offset);
        await reader.CopyAsync(message, offset, length, destination, cancellationToken);
    }
}
