using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Quotas;

/// <summary>What events would add to an account. A copy counts like the message it is of, and a move adds nothing.</summary>
internal static class Growth
{
    /// <summary>The growth against the state before the events; null: none of them adds a message.</summary>
    public static Usage? Of(ImmutableArray<MailEvent> events, AccountState state)
    {
        Usage? added = null;
        foreach (var e in events)
            if (AddedBy(e, state) is { } more)
                added = (added ?? default) + more;
        if (added is not { } growth)
            return null;
        // What makes room in the same step, such as the message that a new one replaces.
        foreach (var e in events)
            if (e is MessagesExpunged expunged)
                growth -= Total(state, expunged.Mailbox, expunged.Uids);
        return growth;
    }

    private static Usage? AddedBy(MailEvent e, AccountState state) =>
        e switch
        {
            MessagesAppended appended => new(appended.Messages.Sum(message => (long)message.Content.Length), appended.Messages.Length),
            MessagesCopied copied => Total(state, copied.From, copied.Uids),
            _ => null,
        };

    private static Usage Total(AccountState state, MailboxId mailbox, UidSet uids)
    {
        var total = default(Usage);
        if (state.FindMessages(mailbox) is not { } messages)
            return total;
        foreach (var uid in messages.Intersect(uids).Enumerate())
            total += new Usage(messages[messages.IndexOf(uid)].Size, 1);
        return total;
    }
}
