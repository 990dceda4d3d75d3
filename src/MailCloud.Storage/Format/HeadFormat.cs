using Google.Protobuf;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Storage.Accounts;

namespace MailCloud.Storage.Format;

/// <summary>The body of the head row, as <c>head.proto</c> describes it.</summary>
internal static class HeadFormat
{
    public static byte[] Encode(AccountState state, LogExtent log)
    {
        var head = new Proto.Head
        {
            Version = FormatVersion.Current,
            ModSeq = state.ModSeq.Value,
            LogStart = log.Start.Value,
            TailEvents = (uint)log.TailEvents,
            TailOctets = (ulong)log.TailOctets,
            Removed = log.Removed,
        };
        if (log.Checkpoint is { } checkpoint)
            head.Checkpoint = new Proto.Checkpoint
            {
                ModSeq = checkpoint.ModSeq.Value,
                Id = ByteString.CopyFrom(checkpoint.Id.ToByteArray(bigEndian: true)),
            };
        if (state.Quota != Quota.Unset)
            head.Quota = QuotaFormat.Encode(state.Quota);
        head.Mailboxes.AddRange(state.Directory.Mailboxes.Select(Encode));
        head.SubscribedWithoutMailbox.AddRange(state.Directory.SubscribedWithoutMailbox);
        return head.ToByteArray();
    }

    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static (AccountState State, LogExtent Log) Decode(AccountId account, byte[] body)
    {
        try
        {
            return Read(account, body);
        }
        catch (Exception e) when (StoredDamage.Is(e))
        {
            throw StoredDamage.Of($"The head of account {account}", e);
        }
    }

    private static (AccountState State, LogExtent Log) Read(AccountId account, byte[] body)
    {
        var head = Proto.Head.Parser.ParseFrom(body);
        FormatVersion.Require(head.Version, $"The head of account {account}");
        var directory = MailboxDirectory.Of(head.Mailboxes.Select(Decode), head.SubscribedWithoutMailbox);
        var log = new LogExtent(new ModSeq(head.LogStart))
        {
            TailEvents = (int)head.TailEvents,
            TailOctets = (long)head.TailOctets,
            Removed = head.Removed,
            Checkpoint = head.Checkpoint is { } checkpoint
                ? new CheckpointPointer(new ModSeq(checkpoint.ModSeq), new Guid(checkpoint.Id.Span, bigEndian: true))
                : null,
        };
        return (AccountState.DirectoryOnly(account, new ModSeq(head.ModSeq), directory, QuotaFormat.Decode(head.Quota)), log);
    }

    private static Proto.Mailbox Encode(MailboxEntry mailbox) =>
        new()
        {
            Id = mailbox.Id.Value,
            Name = mailbox.Name,
            Role = (Proto.MailboxRole)mailbox.Role,
            Subscribed = mailbox.Subscribed,
            LastUid = mailbox.LastUid.Value,
            HighestModSeq = mailbox.HighestModSeq.Value,
            Messages = (uint)mailbox.Tally.Messages,
            Unseen = (uint)mailbox.Tally.Unseen,
            Deleted = (uint)mailbox.Tally.Deleted,
            Octets = (ulong)mailbox.Tally.Bytes,
            DeletedOctets = (ulong)mailbox.Tally.DeletedBytes,
        };

    private static MailboxEntry Decode(Proto.Mailbox mailbox) =>
        new(
            new MailboxId(mailbox.Id),
            mailbox.Name,
            (MailboxRole)mailbox.Role,
            mailbox.Subscribed,
            new Uid(mailbox.LastUid),
            new ModSeq(mailbox.HighestModSeq),
            new Tally((int)mailbox.Messages, (int)mailbox.Unseen, (int)mailbox.Deleted, (long)mailbox.Octets)
            {
                DeletedBytes = (long)mailbox.DeletedOctets,
            }
        );
}
