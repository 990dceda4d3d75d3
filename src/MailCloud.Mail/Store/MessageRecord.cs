namespace MailCloud.Mail.Store;

/// <summary>
/// What memory holds of each message of an open mailbox; every FETCH of flags and dates is answered from it. It is kept small (96 bytes) on
/// purpose, and rows of it lie side by side.
/// </summary>
public readonly record struct MessageRecord
{
    public required Uid Uid { get; init; }

    public required MessageFlags Flags { get; init; }

    /// <summary>Bit n stands for keyword n of the mailbox's <see cref="KeywordTable"/>.</summary>
    public required ulong Keywords { get; init; }

    /// <summary>The number of the last event that changed this message (RFC 7162 §3.1).</summary>
    public required ModSeq ModSeq { get; init; }

    public required EmailId EmailId { get; init; }

    public required ThreadId ThreadId { get; init; }

    /// <summary>Where the bytes are. Its length is RFC822.SIZE.</summary>
    public required MessageReference Content { get; init; }

    /// <summary>INTERNALDATE (RFC 9051 §2.3.3), in seconds since 1970 UTC.</summary>
    public required long InternalDateSeconds { get; init; }

    /// <summary>SAVEDATE (RFC 8514 §4): when the message came into this mailbox, in seconds since 1970 UTC.</summary>
    public required long SaveDateSeconds { get; init; }

    public required StoredSummary Summary { get; init; }

    /// <summary>RFC822.SIZE, in octets.</summary>
    public int Size => Content.Length;

    public DateTimeOffset InternalDate => DateTimeOffset.FromUnixTimeSeconds(InternalDateSeconds);

    public DateTimeOffset SaveDate => DateTimeOffset.FromUnixTimeSeconds(SaveDateSeconds);
}
