using System.Collections.Immutable;

namespace MailCloud.Mail.Store;

/// <summary>The system flags that are stored (RFC 9051 §2.3.2). <c>\Recent</c> is not: IMAP4rev2 dropped it.</summary>
[Flags]
public enum MessageFlags : ushort
{
    None = 0,
    Seen = 1,
    Answered = 2,
    Flagged = 4,
    Deleted = 8,
    Draft = 16,
}

/// <summary>How a change treats the flags it names (RFC 9051 §6.4.6).</summary>
public enum FlagOperation : byte
{
    Add,
    Remove,
    Replace,
}

/// <summary>Flags and keywords, and what to do with them.</summary>
public sealed record FlagChange(FlagOperation Operation, MessageFlags Flags, ImmutableArray<string> Keywords)
{
    public static FlagChange Add(MessageFlags flags, params ImmutableArray<string> keywords) => new(FlagOperation.Add, flags, keywords);

    public static FlagChange Remove(MessageFlags flags, params ImmutableArray<string> keywords) =>
        new(FlagOperation.Remove, flags, keywords);

    public static FlagChange Replace(MessageFlags flags, params ImmutableArray<string> keywords) =>
        new(FlagOperation.Replace, flags, keywords);

    /// <summary>The message with the change made; <paramref name="keywords"/> are the bits of the change's keywords in its mailbox.</summary>
    public MessageRecord ApplyTo(in MessageRecord message, ulong keywords) =>
        Operation switch
        {
            FlagOperation.Add => message with { Flags = message.Flags | Flags, Keywords = message.Keywords | keywords },
            FlagOperation.Remove => message with { Flags = message.Flags & ~Flags, Keywords = message.Keywords & ~keywords },
            _ => message with { Flags = Flags, Keywords = keywords },
        };
}

/// <summary>A mailbox's special use (RFC 6154 §2); at most one mailbox of an account has each.</summary>
public enum MailboxRole : byte
{
    None,
    Inbox,
    Sent,
    Drafts,
    Trash,
    Junk,
    Archive,
}
