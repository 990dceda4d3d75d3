using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Accounts;

/// <summary>What became of a transaction.</summary>
internal enum CommitOutcome
{
    /// <summary>It stands.</summary>
    Committed,

    /// <summary>It does not and never will: somebody else committed first.</summary>
    Lost,

    /// <summary>It does not and never will: one of its deliveries was done before.</summary>
    Delivered,
}

/// <param name="ETag">Of the head row after the commit; null: not known.</param>
internal readonly record struct CommitAnswer(CommitOutcome Outcome, ETag? ETag = null);

/// <summary>Table <c>accounts</c>: the rows of accounts, with no memory of them.</summary>
/// <param name="reads">Repeats what fails.</param>
/// <param name="transactions">
/// Repeats nothing: a transaction that the client repeated after a lost answer would collide with itself.
/// </param>
internal sealed class AccountTable(TableClient reads, TableClient transactions)
{
    private const int MaxTries = 6;

    /// <summary>The head row; null: there never was such an account.</summary>
    public async Task<HeadRow?> ReadHeadAsync(AccountId account, CancellationToken cancellationToken)
    {
        var row = await FindAsync(account, AccountRows.Head, cancellationToken);
        if (row is null)
            return null;
        var (state, log) = HeadFormat.Decode(account, RowBody.Get(row));
        return new HeadRow(state, log, row.ETag);
    }

    /// <summary>The events that begin after <paramref name="after"/> and not after <paramref name="last"/>, in order.</summary>
    public async IAsyncEnumerable<EncodedEvent> ReadEventsAsync(
        AccountId account,
        ModSeq after,
        ModSeq last,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {AccountRows.Partition(account)} and RowKey gt {AccountRows.Event(after)} and RowKey le {AccountRows.Event(last)}"
        );
        await using var pages = reads
            .QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .AsPages()
            .GetAsyncEnumerator(cancellationToken);
        while (await StorageCall.RunAsync(_ => pages.MoveNextAsync().AsTask(), cancellationToken))
            foreach (var row in pages.Current.Values)
            {
                var body = RowBody.Get(row);
                yield return new EncodedEvent(EventFormat.Decode(AccountRows.EventNumber(row.RowKey), body), body);
            }
    }

    /// <summary>Whether the account has the mark of the delivery.</summary>
    public async Task<bool> IsDeliveredAsync(AccountId account, DeliveryKey delivery, CancellationToken cancellationToken) =>
        await FindAsync(account, AccountRows.Delivery(delivery), cancellationToken) is not null;

    /// <summary>Sends a transaction until it is known what became of it.</summary>
    /// <exception cref="StoreUnavailableException">That could not be found out; it stands whole or not at all.</exception>
    public async Task<CommitAnswer> SubmitAsync(AccountTransaction transaction, CancellationToken cancellationToken)
    {
        var actions = transaction.ToActions();
        var backoff = new Backoff();
        for (var tries = 1; ; tries++)
        {
            try
            {
                var answers = await EntityGroup.SubmitAsync(transactions, actions, cancellationToken);
                return new CommitAnswer(CommitOutcome.Committed, answers.Value[0].Headers.ETag);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // It collided, perhaps with itself: an earlier try whose answer was lost may have arrived.
                if (tries > 1 && await StandsAsync(transaction, cancellationToken))
                    return new CommitAnswer(CommitOutcome.Committed);
                return Refused(transaction, e);
            }
            catch (Exception e) when (StorageCall.IsUnanswered(e) && !cancellationToken.IsCancellationRequested)
            {
                if (await IsSeenToStandAsync(transaction, cancellationToken))
                    return new CommitAnswer(CommitOutcome.Committed);
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

    /// <summary>
    /// Replaces the head row alone, if it is the one of that ETag. False: it is not, or there was no answer; the head row tells.
    /// </summary>
    public async Task<bool> TryReplaceHeadAsync(Snapshot head, CancellationToken cancellationToken)
    {
        var row = new TableEntity(AccountRows.Partition(head.State.Account), AccountRows.Head);
        RowBody.Set(row, HeadFormat.Encode(head.State, head.Log));
        try
        {
            await transactions.UpdateEntityAsync(row, head.ETag!.Value, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (Exception e) when (StorageCall.IsUnanswered(e) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (RequestFailedException e)
        {
            return e.Status is 404 or 412 ? false : throw StorageCall.Unavailable(e);
        }
    }

    /// <summary>Deletes all rows of an account but its head.</summary>
    public async Task DeleteLogAsync(AccountId account, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {AccountRows.Partition(account)} and RowKey ne {AccountRows.Head}");
        await EntityGroup.DeleteAllAsync(reads, filter, cancellationToken);
    }

    /// <summary>Whether the row of the transaction's first number is its own. Only one transaction can ever write that row.</summary>
    private async Task<bool> StandsAsync(AccountTransaction transaction, CancellationToken cancellationToken)
    {
        var first = transaction.Events[0].Logged.First;
        var row = await FindAsync(transaction.Account, AccountRows.Event(first), cancellationToken);
        return row is not null && EventFormat.Decode(first, RowBody.Get(row)).Commit == transaction.Commit;
    }

    /// <summary>As <see cref="StandsAsync"/>, while the storage may be away for reads, too: then false, and the next try finds out.</summary>
    private async Task<bool> IsSeenToStandAsync(AccountTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            return await StandsAsync(transaction, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static CommitAnswer Refused(AccountTransaction transaction, RequestFailedException e) =>
        e.Status == 409 && e is TableTransactionFailedException { FailedTransactionActionIndex: { } index } && transaction.IsDelivery(index)
            ? new CommitAnswer(CommitOutcome.Delivered)
            : new CommitAnswer(CommitOutcome.Lost);

    private async Task<TableEntity?> FindAsync(AccountId account, string rowKey, CancellationToken cancellationToken)
    {
        var row = await StorageCall.RunAsync(
            cancel => reads.GetEntityIfExistsAsync<TableEntity>(AccountRows.Partition(account), rowKey, cancellationToken: cancel),
            cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }
}
