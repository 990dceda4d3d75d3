using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Grammar;

/// <summary>A <c>flag-list</c>: system flags and keywords.</summary>
internal readonly record struct FlagList(MessageFlags Flags, ImmutableArray<string> Keywords)
{
    public static readonly FlagList Empty = new(MessageFlags.None, []);

    /// <summary>The system flags with the names they have on the wire (RFC 9051 §2.3.2).</summary>
    public static readonly ImmutableArray<(MessageFlags Flag, ReadOnlyMemory<byte> Name)> SystemFlags =
    [
        (MessageFlags.Answered, "\\Answered"u8.ToArray()),
        (MessageFlags.Flagged, "\\Flagged"u8.ToArray()),
        (MessageFlags.Deleted, "\\Deleted"u8.ToArray()),
        (MessageFlags.Seen, "\\Seen"u8.ToArray()),
        (MessageFlags.Draft, "\\Draft"u8.ToArray()),
    ];
}
