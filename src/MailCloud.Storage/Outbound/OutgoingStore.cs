using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;
using MailCloud.Storage.Packs;
using MailCloud.Storage.Spooling;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Outbound;

/// <summary>Outgoing mail in table <c>outbound</c>, a partition a message and a row a group; tickets are messages of the queue <c>send</c>.</summary>
public sealed class OutgoingStore : IOutgoingStore
{
    // Rows of a transaction: a group of 50 long addresses has up to 60 KiB.
    private const int GroupsAtOnce = 40;

    /// <summary>Who keeps the pack: no account is called so, accounts are named by addresses.</summary>
    private static readonly AccountId Keeper = new("outbound");

    private readonly TableClient table;
    private readonly PackReferences references;
    private readonly WorkQueue queue;

    internal OutgoingStore(TableClient table, PackReferences references, WorkQueue queue)
    {
        this.table = table;
        this.references = references;
        this.queue = queue;
    }

    /// <inheritdoc/>
    public async ValueTask AddAsync(IReadOnlyCollection<OutgoingGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var message in groups.Select(group => group.Key.Message).Distinct())
            await references.AddAsync(message.Pack, [ReferenceOf(message)], cancellationToken);
        foreach (var some in groups.Chunk(GroupsAtOnce))
        {
            var rows = some.Select(group => OutgoingRows.Write(group, Guid.NewGuid())).ToArray();
            await StorageCall.RunAsync(cancel => AddAsync(rows, cancel), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoredGroup?> FindAsync(GroupKey key, CancellationToken cancellationToken)
    {
        var (partition, row) = OutgoingRows.KeyOf(key);
        var found = await StorageCall.RunAsync(
            cancel => table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancel),
            cancellationToken
        );
        return found.HasValue ? OutgoingRows.Read(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<StoredGroup?> TryReplaceAsync(OutgoingGroup group, string version, CancellationToken cancellationToken)
    {
        var call = Guid.NewGuid();
        var row = OutgoingRows.Write(group, call);
        return await StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    var answer = await table.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Replace, cancel);
                    return new StoredGroup(group, answer.Headers.ETag!.Value.ToString());
                }
                catch (RequestFailedException e) when (e.Status is 404 or 412)
                {
                    // It may be this very call that changed the row, by a try whose answer was lost.
                    var now = await table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancel);
                    return now.HasValue && OutgoingRows.IsWrittenBy(now.Value!, call) ? OutgoingRows.Read(now.Value!) : null;
                }
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredGroup> ListAsync(OutgoingId message, CancellationToken cancellationToken) =>
        QueryAsync(OutgoingRows.OfMessage(message), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredGroup> ListAsync(CancellationToken cancellationToken) => QueryAsync(null, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredGroup> ListDueAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        QueryAsync(OutgoingRows.DueBefore(time), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredGroup> ListDoneAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        QueryAsync(OutgoingRows.DoneBefore(time), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(OutgoingId message, CancellationToken cancellationToken)
    {
        // The rows last: as long as they are here, somebody comes again to finish this.
        await references.RemoveAsync(message.Pack, ReferenceOf(message), cancellationToken);
        await EntityGroup.DeleteAllAsync(table, OutgoingRows.OfMessage(message), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask EnqueueAsync(OutgoingTicket ticket, TimeSpan delay, CancellationToken cancellationToken) =>
        await queue.SendAsync(OutgoingFormat.Encode(ticket), delay, cancellationToken);

    /// <summary>What a message of the queue <c>send</c> says.</summary>
    /// <exception cref="InvalidDataException">It is no such message.</exception>
    public static OutgoingTicket ReadTicket(string text) => OutgoingFormat.DecodeTicket(text);

    private static PackReference ReferenceOf(OutgoingId message) => new(Keeper, message.Offset);

    private async Task AddAsync(TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            var actions = rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)).ToList();
            await EntityGroup.SubmitAsync(table, actions, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Some are there already, perhaps all, by this very request whose answer was lost.
            foreach (var row in rows)
                await TryAddAsync(row, cancellationToken);
        }
    }

    private async Task TryAddAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // There already: it stays as it is.
        }
    }

    private async IAsyncEnumerable<StoredGroup> QueryAsync(string? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken);
        await using var pages = rows.AsPages().GetAsyncEnumerator(cancellationToken);
        while (await StorageCall.RunAsync(_ => pages.MoveNextAsync().AsTask(), cancellationToken))
            foreach (var row in pages.Current.Values)
                yield return OutgoingRows.Read(row);
    }
}
