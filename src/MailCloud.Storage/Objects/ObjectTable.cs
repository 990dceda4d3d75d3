using Azure;
using Azure.Data.Tables;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Objects;

/// <summary>One commit: the head that it leads to, which head it replaces, and the rows that go with it. The same however often it is sent.</summary>
/// <param name="Replaces">Null: there is no head row yet.</param>
internal sealed record ObjectTransaction(ObjectsHead After, ETag? Replaces, Guid Commit, IReadOnlyList<TableTransactionAction> Rows);

/// <summary>Table <c>objects</c>, with no memory of it.</summary>
/// <param name="reads">Repeats what fails.</param>
/// <param name="transactions">Repeats nothing: a transaction that the client repeated after a lost answer would collide with itself.</param>
internal sealed class ObjectTable(TableClient reads, TableClient transactions)
{
    private const int MaxTries = 6;

    /// <summary>The account's head and its version; null: there never were objects.</summary>
    public async Task<(ObjectsHead Head, ETag? ETag)> ReadHeadAsync(AccountId account, CancellationToken cancellationToken) =>
        await FindAsync(account, ObjectRows.Head, null, cancellationToken) is { } row
            ? (ObjectFormat.DecodeHead(RowBody.Get(row)), row.ETag)
            : (ObjectsHead.Empty, null);

    /// <param name="columns">Null: all of them.</param>
    public async Task<TableEntity?> FindAsync(AccountId account, string key, string[]? columns, CancellationToken cancellationToken)
    {
        var row = await StorageCall.RunAsync(
            cancel => reads.GetEntityIfExistsAsync<TableEntity>(ObjectRows.Partition(account), key, columns, cancel),
            cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    /// <param name="columns">Null: all of them.</param>
    public async Task<List<TableEntity>> ListAsync(string filter, string[]? columns, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await using var pages = reads
            .QueryAsync<TableEntity>(filter, select: columns, cancellationToken: cancellationToken)
            .AsPages()
            .GetAsyncEnumerator(cancellationToken);
        while (await StorageCall.RunAsync(_ => pages.MoveNextAsync().AsTask(), cancellationToken))
            rows.AddRange(pages.Current.Values);
        return rows;
    }

    /// <summary>Sends a transaction until it is known what became of it. False: it does not stand and never will, since somebody else came first.</summary>
    /// <exception cref="StoreUnavailableException">That could not be found out; it stands whole or not at all.</exception>
    public async Task<bool> TrySubmitAsync(AccountId account, ObjectTransaction transaction, CancellationToken cancellationToken)
    {
        var head = ObjectRows.WriteHead(ObjectRows.Partition(account), transaction.After);
        TableTransactionAction[] actions =
        [
            transaction.Replaces is { } etag
                ? new(TableTransactionActionType.UpdateReplace, head, etag)
                : new(TableTransactionActionType.Add, head),
            .. transaction.Rows,
        ];
        var backoff = new Backoff();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await EntityGroup.SubmitAsync(transactions, actions, cancellationToken);
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // It collided, perhaps with itself: an earlier try whose answer was lost may have arrived.
                return tries > 1 && await StandsAsync(account, transaction, cancellationToken);
            }
            catch (Exception e) when (StorageCall.IsUnanswered(e) && !cancellationToken.IsCancellationRequested)
            {
                if (await IsSeenToStandAsync(account, transaction, cancellationToken))
                    return true;
                // The try may still be on its way. Sent again as it is, it names the same head row, so that only one of the two can win.
                if (tries == MaxTries)
                    throw StorageCall.Unavailable(e);
                await backoff.WaitAsync(cancellationToken);
            }
            catch (RequestFailedException e)
            {
                throw StorageCall.Unavailable(e);
            }
        }
    }

    /// <summary>Deletes the rows of all objects.</summary>
    public Task DeleteAllAsync(AccountId account, CancellationToken cancellationToken) =>
        EntityGroup.DeleteAllAsync(reads, ObjectRows.AllButHead(account), cancellationToken);

    /// <exception cref="StoreUnavailableException">So many others have committed since that it is not known.</exception>
    private async Task<bool> StandsAsync(AccountId account, ObjectTransaction transaction, CancellationToken cancellationToken)
    {
        var (head, _) = await ReadHeadAsync(account, cancellationToken);
        return head.IsBy(transaction.After.Counter, transaction.Commit)
            ?? throw new StoreUnavailableException($"Whether a commit of objects of {account} stands is no longer known.");
    }

    /// <summary>As <see cref="StandsAsync"/>, while the storage may be away for reads, too: then false, and the next try finds out.</summary>
    private async Task<bool> IsSeenToStandAsync(AccountId account, ObjectTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            return await StandsAsync(account, transaction, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
