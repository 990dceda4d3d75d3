using System.Collections;
using MailCloud.Mail.Store;

namespace MailCloud.Pop3;

/// <summary>A message's number in a session (RFC 1939 §5), from 1 on.</summary>
internal readonly record struct MessageNumber(int Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>
/// A maildrop as a session sees it (RFC 1939 §3): the messages that INBOX had at log-in, and the session's marks on them. Mail that arrives later belongs to
/// the next session, and flags are left alone: to fetch is not to read.
/// </summary>
internal sealed class Maildrop(AccountId account, MailboxId mailbox, MailboxState messages)
{
    private readonly BitArray deleted = new(messages.Count);

    public AccountId Account => account;

    public MailboxId Mailbox => mailbox;

    /// <summary>How many messages there were at log-in: the highest number.</summary>
    public int HighestNumber => messages.Count;

    /// <summary>Messages that are not marked.</summary>
    public int Count { get; private set; } = messages.Count;

    /// <summary>The octets of the messages that are not marked.</summary>
    public long Octets { get; private set; } = TotalOf(messages);

    /// <summary>Whether there is a message of that number that is not marked.</summary>
    public bool Contains(MessageNumber number) => number.Value >= 1 && number.Value <= HighestNumber && !deleted[number.Value - 1];

    /// <summary>The message of a number that the maildrop <see cref="Contains"/>.</summary>
    public ref readonly MessageRecord this[MessageNumber number] => ref messages[number.Value - 1];

    /// <summary>The numbers of the messages that are not marked.</summary>
    public IEnumerable<MessageNumber> Numbers =>
        Enumerable.Range(1, HighestNumber).Select(value => new MessageNumber(value)).Where(Contains);

    /// <summary>The messages that are not marked, in words.</summary>
    public string Describe() => $"{Count} {(Count == 1 ? "message" : "messages")}, {Octets} octets";

    /// <summary>The messages that are marked.</summary>
    public UidSet MarkedUids()
    {
        var uids = new UidSet.Builder();
        for (var i = 0; i < deleted.Length; i++)
            if (deleted[i])
                uids.Add(messages[i].Uid);
        return uids.ToSet();
    }

    /// <summary>Marks a message that the maildrop <see cref="Contains"/>, to be deleted at QUIT.</summary>
    public void Mark(MessageNumber number)
    {
        deleted[number.Value - 1] = true;
        Count--;
        Octets -= this[number].Size;
    }

    /// <summary>Takes all marks away.</summary>
    public void Unmark()
    {
        deleted.SetAll(false);
        Count = HighestNumber;
        Octets = TotalOf(messages);
    }

    private static long TotalOf(MailboxState messages)
    {
        long octets = 0;
        foreach (var stretch in messages.Stretches)
        foreach (ref readonly var message in stretch.Span)
            octets += message.Size;
        return octets;
    }
}
