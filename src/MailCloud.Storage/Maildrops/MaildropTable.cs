using Azure;
using Azure.Data.Tables;
using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Store;
using MailCloud.Storage.Accounts;
using Microsoft.Extensions.Logging;

namespace MailCloud.Storage.Maildrops;

/// <summary>
/// The row <c>pop3</c> of an account's partition in table <c>accounts</c>: there while a session has the maildrop, and void once its time is over, so that a
/// listener that was killed keeps nobody out. It lies beside the head row and touches no other, so that it meets no commit.
/// </summary>
/// <remarks>The time is the listeners' own: clocks that differ by seconds shorten or lengthen a dead session's lease by as much, and a living one's never.</remarks>
internal sealed class MaildropTable(TableClient table, TimeProvider time, ILogger logger) : IMaildropLock
{
    /// <summary>How long a lease lasts that nobody renews: as long as a killed listener's clients may have to wait.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    /// <summary>Others may come and go between a look and a write; who loses so often is told that the maildrop is in use.</summary>
    private const int MaxTries = 5;

    private const string Holder = "Holder";
    private const string Expires = "Expires";

    public async ValueTask<IMaildropLease?> TryTakeAsync(AccountId account, CancellationToken cancellationToken)
    {
        var holder = Guid.NewGuid();
        for (var tries = 0; tries < MaxTries; tries++)
        {
            // Most often nobody has it, and this is all.
            var etag = await TryAddAsync(account, holder, cancellationToken);
            if (etag is null && await FindAsync(account, cancellationToken) is { } row)
            {
                // Its own: the row was written, and the answer lost.
                if (row.GetGuid(Holder) == holder)
                    etag = row.ETag;
                else if (row.GetDateTimeOffset(Expires) > time.GetUtcNow())
                    return null;
                else
                    etag = await TryReplaceAsync(account, holder, row.ETag, cancellationToken);
            }
            if (etag is { } taken)
                return new MaildropLease(this, account, holder, taken, time, logger);
        }
        return null;
    }

    /// <summary>Makes a holder's lease last from now on. Null: it is the holder's no more.</summary>
    public async Task<ETag?> RenewAsync(AccountId account, Guid holder, ETag etag, CancellationToken cancellationToken)
    {
        if (await TryReplaceAsync(account, holder, etag, cancellationToken) is { } renewed)
            return renewed;
        // A renewal whose answer was lost changed the ETag, and no one else did. It lasts from then on only.
        return await FindAsync(account, cancellationToken) is { } row && row.GetGuid(Holder) == holder
            ? await TryReplaceAsync(account, holder, row.ETag, cancellationToken)
            : null;
    }

    /// <summary>Ends a holder's lease, if it has not gone to another.</summary>
    public async Task RemoveAsync(AccountId account, Guid holder, CancellationToken cancellationToken)
    {
        // By the row as it is: a renewal that was cut short may stand, with an ETag that nobody has heard of.
        if (await FindAsync(account, cancellationToken) is { } row && row.GetGuid(Holder) == holder)
            await WriteAsync(cancel => table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancel), cancellationToken);
    }

    private Task<ETag?> TryAddAsync(AccountId account, Guid holder, CancellationToken cancellationToken) =>
        WriteAsync(cancel => table.AddEntityAsync(Row(account, holder), cancel), cancellationToken);

    private Task<ETag?> TryReplaceAsync(AccountId account, Guid holder, ETag etag, CancellationToken cancellationToken) =>
        WriteAsync(cancel => table.UpdateEntityAsync(Row(account, holder), etag, TableUpdateMode.Replace, cancel), cancellationToken);

    /// <summary>The row's new ETag; null: somebody else was faster.</summary>
    private static Task<ETag?> WriteAsync(Func<CancellationToken, Task<Response>> write, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    return (await write(cancel)).Headers.ETag;
                }
                catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
                {
                    return null;
                }
            },
            cancellationToken
        );

    private async Task<TableEntity?> FindAsync(AccountId account, CancellationToken cancellationToken)
    {
        var row = await StorageCall.RunAsync(
            cancel =>
                table.GetEntityIfExistsAsync<TableEntity>(AccountRows.Partition(account), AccountRows.Maildrop, cancellationToken: cancel),
            cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    private TableEntity Row(AccountId account, Guid holder) =>
        new(AccountRows.Partition(account), AccountRows.Maildrop) { [Holder] = holder, [Expires] = time.GetUtcNow() + LeaseTime };
}
