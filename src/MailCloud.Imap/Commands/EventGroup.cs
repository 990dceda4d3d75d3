using MailCloud.Imap.Fetch;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Commands;

/// <summary>What a client can ask to be told of (RFC 5465 §5).</summary>
[Flags]
internal enum Events
{
    None = 0,
    MessageNew = 1,
    MessageExpunge = 2,
    FlagChange = 4,
    MailboxName = 8,
    SubscriptionChange = 16,

    /// <summary>One that is not known here: annotations, of messages, mailboxes and the server, and whatever comes after RFC 5465.</summary>
    Unknown = 32,

    AboutMessages = MessageNew | MessageExpunge | FlagChange,
}

/// <summary>An <c>event-group</c> (RFC 5465 §8): some mailboxes, and what is wanted of them.</summary>
/// <param name="IsDelayed">For the open mailbox: EXPUNGE comes only with the answer to a command (RFC 5465 §6.2).</param>
/// <param name="NewItems">What to tell of each new message in the open mailbox; null: only that it is there.</param>
internal sealed record EventGroup(MailboxFilter Mailboxes, bool IsDelayed, Events Events, FetchList? NewItems)
{
    public bool IsAboutSelected => Mailboxes.Scope == MailboxScope.Selected;

    /// <exception cref="ImapSyntaxException">It is not the grammar's, or asks for events that go only with others.</exception>
    public static EventGroup Parse(ref ImapReader reader)
    {
        reader.Open();
        var isDelayed = reader.TryWord("selected-delayed"u8);
        var mailboxes = isDelayed ? MailboxFilter.Selected : MailboxFilter.Parse(ref reader);
        reader.Space();
        var events = Events.None;
        FetchList? items = null;
        if (!reader.TryWord("NONE"u8))
        {
            reader.Open();
            do events |= ParseEvent(ref reader, ref items);
            while (reader.TrySpace());
            reader.Close();
        }
        reader.Close();
        return new EventGroup(mailboxes, isDelayed, events, items).Checked();
    }

    private static Events ParseEvent(ref ImapReader reader, ref FetchList? items)
    {
        if (reader.TryWord("MessageNew"u8))
        {
            if (reader.Rest.StartsWith(" ("u8))
            {
                reader.Space();
                items = FetchList.Parse(ref reader);
            }
            return Events.MessageNew;
        }
        if (reader.TryWord("MessageExpunge"u8))
            return Events.MessageExpunge;
        if (reader.TryWord("FlagChange"u8))
            return Events.FlagChange;
        if (reader.TryWord("MailboxName"u8))
            return Events.MailboxName;
        if (reader.TryWord("SubscriptionChange"u8))
            return Events.SubscriptionChange;
        reader.Atom();
        return Events.Unknown;
    }

    // RFC 5465 §5: who hears of new messages hears of those that go, or its numbers would be wrong, and so on.
    private EventGroup Checked() =>
        (Events & (Events.MessageNew | Events.MessageExpunge)) is Events.MessageNew or Events.MessageExpunge
            ? throw new ImapSyntaxException("MessageNew and MessageExpunge go together")
        : (Events & Events.AboutMessages) == Events.FlagChange
            ? throw new ImapSyntaxException("FlagChange goes with MessageNew and MessageExpunge")
        : IsAboutSelected && (Events & (Events.MailboxName | Events.SubscriptionChange)) != 0
            ? throw new ImapSyntaxException("Of the selected mailbox only messages are told")
        : !IsAboutSelected && NewItems is not null ? throw new ImapSyntaxException("Items are for the selected mailbox")
        : this;
}
