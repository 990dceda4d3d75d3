using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Accounts;

/// <summary>An event with the octets of its row.</summary>
internal sealed record EncodedEvent(LoggedEvent Logged, byte[] Body);

/// <summary>
/// One commit: replaces the head, which only succeeds if nobody did so since it was read, and inserts the events and the marks of the deliveries done.
/// All rows or none. The transaction stays the same however often it is sent, so that it can stand at most once.
/// </summary>
internal sealed class AccountTransaction
{
    /// <summary>The account's new state and log.</summary>
    public required Snapshot After { get; init; }

    /// <summary>The head row that it replaces; null: there must be none.</summary>
    public required ETag? Replaces { get; init; }

    public required CommitId Commit { get; init; }

    public required ImmutableArray<EncodedEvent> Events { get; init; }

    public ImmutableArray<DeliveryKey> Deliveries { get; init; } = [];

    public AccountId Account => After.State.Account;

    public List<TableTransactionAction> ToActions()
    {
        var partition = AccountRows.Partition(Account);
        var head = new TableEntity(partition, AccountRows.Head);
        RowBody.Set(head, HeadFormat.Encode(After.State, After.Log));
        var actions = new List<TableTransactionAction>(1 + Events.Length + Deliveries.Length)
        {
            Replaces is { } etag ? new(TableTransactionActionType.UpdateReplace, head, etag) : new(TableTransactionActionType.Add, head),
        };
        foreach (var e in Events)
        {
            var row = new TableEntity(partition, AccountRows.Event(e.Logged.First));
            RowBody.Set(row, e.Body);
            actions.Add(new(TableTransactionActionType.Add, row));
        }
        foreach (var delivery in Deliveries)
            actions.Add(new(TableTransactionActionType.Add, new TableEntity(partition, AccountRows.Delivery(delivery))));
        return actions;
    }

    /// <summary>Whether row <paramref name="index"/> of the transaction is the mark of a delivery.</summary>
    public bool IsDelivery(int index) => index > Events.Length;
}

/// <summary>Row keys of table <c>accounts</c>.</summary>
internal static class AccountRows
{
    public const string Head = "head";

    /// <summary>A POP3 session has the maildrop; see <see cref="Maildrops.MaildropTable"/>.</summary>
    public const string Maildrop = "pop3";

    public static string Partition(AccountId account) => KeyEncoding.Encode(account.Value);

    /// <summary>In 20 digits, so that rows lie in the order of their numbers.</summary>
    public static string Event(ModSeq first) => $"e{first.Value:D20}";

    public static ModSeq EventNumber(string rowKey) => new(ulong.Parse(rowKey.AsSpan(1)));

    public static string Delivery(DeliveryKey key) => "d" + KeyEncoding.Encode(key.Value);
}
