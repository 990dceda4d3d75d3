using System.Collections.Immutable;

namespace MailCloud.Mail.Store;

/// <summary>The mailboxes that an account has from the start (RFC 6154): clients look for them by role and would otherwise make their own.</summary>
public static class StandardMailboxes
{
    /// <summary>The events that make them, INBOX first.</summary>
    public static ImmutableArray<MailEvent> Events { get; } =
    [
        new MailboxCreated(MailboxDirectory.Inbox, MailboxRole.Inbox, Subscribed: true),
        new MailboxCreated("Sent", MailboxRole.Sent, Subscribed: true),
        new MailboxCreated("Drafts", MailboxRole.Drafts, Subscribed: true),
        new MailboxCreated("Trash", MailboxRole.Trash, Subscribed: true),
        new MailboxCreated("Junk", MailboxRole.Junk, Subscribed: true),
        new MailboxCreated("Archive", MailboxRole.Archive, Subscribed: true),
    ];

    /// <summary>
    /// Where a new account's counter starts: seconds since 2026-01-01, so that an account that was removed and made again has higher UIDVALIDITYs.
    /// </summary>
    public static ModSeq CounterStart(DateTimeOffset now) =>
        new((ulong)Math.Max(0, (long)(now - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds));
}
