using System.Text;
using Azure.Data.Tables;
using MailCloud.Mail.Store;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Changes;

/// <summary>"The account is at this number."</summary>
internal readonly record struct Announcement(AccountId Account, ModSeq ModSeq);

/// <summary>
/// Table <c>beacon</c>: PartitionKey shard, RowKey time (ticks, UTC) and chance; the columns say which account is at which number. It only serves to
/// wake those who wait: accounts do not depend on it.
/// </summary>
internal sealed class BeaconTable(TableClient table, TimeProvider time)
{
    private const int Shards = 16;

    public static IReadOnlyList<string> AllShards { get; } = [.. Enumerable.Range(0, Shards).Select(shard => shard.ToString("x1"))];

    /// <summary>The shard of an account; the same in every process.</summary>
    public static string ShardOf(AccountId account)
    {
        // FNV-1a.
        var hash = 2166136261;
        foreach (var octet in Encoding.UTF8.GetBytes(account.Value))
            hash = unchecked((hash ^ octet) * 16777619);
        return AllShards[(int)(hash % Shards)];
    }

    /// <summary>Writes announcements of one shard, at most a hundred.</summary>
    public Task WriteAsync(string shard, IReadOnlyList<Announcement> announcements, CancellationToken cancellationToken)
    {
        var now = RowKey(time.GetUtcNow());
        // An upsert under a key of its own: to repeat it is harmless.
        var actions = announcements.Select(announcement => new TableTransactionAction(
            TableTransactionActionType.UpsertReplace,
            new TableEntity(shard, $"{now}-{Guid.NewGuid():N}")
            {
                ["Account"] = announcement.Account.Value,
                ["ModSeq"] = (long)announcement.ModSeq.Value,
            }
        ));
        return StorageCall.RunAsync(cancel => EntityGroup.SubmitAsync(table, [.. actions], cancel), cancellationToken);
    }

    /// <summary>The announcements of a shard since a time.</summary>
    public async Task<List<Announcement>> ReadAsync(string shard, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {shard} and RowKey ge {RowKey(since)}");
        return await StorageCall.RunAsync(
            async cancel =>
            {
                var found = new List<Announcement>();
                await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["Account", "ModSeq"], cancellationToken: cancel))
                    found.Add(new Announcement(new AccountId(row.GetString("Account")), new ModSeq((ulong)row.GetInt64("ModSeq")!)));
                return found;
            },
            cancellationToken
        );
    }

    /// <summary>Deletes the announcements before a time.</summary>
    public async Task DeleteAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var shard in AllShards)
            await EntityGroup.DeleteAllAsync(
                table,
                TableClient.CreateQueryFilter($"PartitionKey eq {shard} and RowKey lt {RowKey(before)}"),
                cancellationToken
            );
    }

    private static string RowKey(DateTimeOffset at) => at.UtcTicks.ToString("D19");
}
