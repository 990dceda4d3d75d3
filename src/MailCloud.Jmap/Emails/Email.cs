using System.Collections.Frozen;
using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails;

/// <summary>One message of an account with all of its copies: what JMAP calls an Email (RFC 8621 §4). Its content is the same in all of them.</summary>
public sealed class Email
{
    private readonly ImmutableArray<EmailCopy> copies;

    /// <param name="copies">At least one, in the order in which they were made.</param>
    internal Email(ImmutableArray<EmailCopy> copies) => this.copies = copies;

    public EmailId Id => copies[0].Record.EmailId;

    public ThreadId ThreadId => copies[0].Record.ThreadId;

    /// <summary>Its copies that are not marked as <c>\Deleted</c>, at least one, the oldest first.</summary>
    public ImmutableArray<EmailCopy> Copies => copies;

    /// <summary>The record of one copy: what is of the content and not of a mailbox is the same in all.</summary>
    public MessageRecord Record => copies[0].Record;

    /// <summary>The mailboxes that it is in, each once.</summary>
    public IEnumerable<MailboxId> Mailboxes => copies.Select(copy => copy.Mailbox).Distinct();

    /// <summary>What is set at any copy; <c>\Seen</c>, if it is at all of them.</summary>
    public MessageFlags Flags
    {
        get
        {
            var (any, all) = (MessageFlags.None, copies[0].Record.Flags);
            foreach (var copy in copies)
                (any, all) = (any | copy.Record.Flags, all & copy.Record.Flags);
            return (any & ~MessageFlags.Seen) | (all & MessageFlags.Seen);
        }
    }

    /// <summary>The keywords as JMAP writes them (RFC 8621 §4.1.1), sorted: in lower case, those that are flags in IMAP with a <c>$</c> in front.</summary>
    public IEnumerable<string> Keywords =>
        EmailKeywords
            .Of(Flags)
            .Concat(copies.SelectMany(copy => copy.Keywords.NamesOf(copy.Record.Keywords)).Select(name => name.ToLowerInvariant()))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    /// <summary>Whether it has a keyword, written in lower case.</summary>
    public bool Has(string keyword)
    {
        if (EmailKeywords.FlagOf(keyword) is not MessageFlags.None and var flag)
            return (Flags & flag) != 0;
        foreach (var copy in copies)
            if ((copy.Record.Keywords & copy.Keywords.BitsOf([keyword])) != 0)
                return true;
        return false;
    }
}

/// <summary>An Email as it lies in one mailbox.</summary>
/// <param name="Keywords">What the bits of <see cref="MessageRecord.Keywords"/> mean in that mailbox.</param>
public readonly record struct EmailCopy(MailboxId Mailbox, MessageRecord Record, KeywordTable Keywords);

/// <summary>JMAP's keywords that are flags in IMAP (RFC 8621 §4.1.1).</summary>
public static class EmailKeywords
{
    private static readonly FrozenDictionary<string, MessageFlags> Flags = new Dictionary<string, MessageFlags>(StringComparer.Ordinal)
    {
        ["$seen"] = MessageFlags.Seen,
        ["$answered"] = MessageFlags.Answered,
        ["$flagged"] = MessageFlags.Flagged,
        ["$draft"] = MessageFlags.Draft,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The keywords of flags.</summary>
    public static IEnumerable<string> Of(MessageFlags flags) =>
        Flags.Where(keyword => (flags & keyword.Value) != 0).Select(keyword => keyword.Key);

    /// <summary>The flag that a keyword, in lower case, is in IMAP; none: it is a keyword there, too.</summary>
    public static MessageFlags FlagOf(string keyword) => Flags.GetValueOrDefault(keyword);
}
