using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>A response code (RFC 9051 §7.1, RFC 5530) without its brackets.</summary>
internal readonly record struct ResponseCode(string Text)
{
    public static readonly ResponseCode AlreadyExists = new("ALREADYEXISTS");
    public static readonly ResponseCode AuthenticationFailed = new("AUTHENTICATIONFAILED");

    /// <summary>Which events can be told (RFC 5465 §3.1).</summary>
    public static readonly ResponseCode BadEvent = new("BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange)");

    public static readonly ResponseCode Cannot = new("CANNOT");
    public static readonly ResponseCode ClientBug = new("CLIENTBUG");
    public static readonly ResponseCode CompressionActive = new("COMPRESSIONACTIVE");

    /// <summary>RFC 5530 §3: what is stored is damaged; the log says what.</summary>
    public static readonly ResponseCode Corruption = new("CORRUPTION");

    public static readonly ResponseCode ExpungeIssued = new("EXPUNGEISSUED");
    public static readonly ResponseCode Limit = new("LIMIT");

    /// <summary>RFC 5464 §4.3: no more entries.</summary>
    public static readonly ResponseCode MetadataTooMany = new("METADATA TOOMANY");

    /// <summary>RFC 5464 §4.3: how long a value may be.</summary>
    public static readonly ResponseCode MetadataMaxSize = new($"METADATA MAXSIZE {Annotations.MaxValue}");
    public static readonly ResponseCode NoPermission = new("NOPERM");
    public static readonly ResponseCode NonExistent = new("NONEXISTENT");
    public static readonly ResponseCode OverQuota = new("OVERQUOTA");
    public static readonly ResponseCode PrivacyRequired = new("PRIVACYREQUIRED");
    public static readonly ResponseCode ReadOnly = new("READ-ONLY");
    public static readonly ResponseCode ReadWrite = new("READ-WRITE");
    public static readonly ResponseCode TooBig = new("TOOBIG");
    public static readonly ResponseCode TryCreate = new("TRYCREATE");
    public static readonly ResponseCode Unavailable = new("UNAVAILABLE");

    /// <summary>RFC 9586 §3.</summary>
    public static readonly ResponseCode UidRequired = new("UIDREQUIRED");

    /// <summary>RFC 3516 §4.3.</summary>
    public static readonly ResponseCode UnknownCte = new("UNKNOWN-CTE");

    /// <summary>RFC 6154 §6.</summary>
    public static readonly ResponseCode UseAttribute = new("USEATTR");

    /// <summary>What a program is told of a refusal.</summary>
    public static ResponseCode For(RefusalReason reason) =>
        reason switch
        {
            RefusalReason.NoSuchMailbox => NonExistent,
            RefusalReason.NoSuchMessage => ExpungeIssued,
            RefusalReason.OverQuota => OverQuota,
            RefusalReason.AnnotationTooLarge => MetadataMaxSize,
            RefusalReason.TooManyAnnotations => MetadataTooMany,
            RefusalReason.MailboxExists => AlreadyExists,
            RefusalReason.MailboxNotAllowed => Cannot,
            RefusalReason.TooManyMailboxes or RefusalReason.TooManyKeywords or RefusalReason.UidsExhausted => Limit,
            _ => Cannot,
        };

    /// <summary>The MODSEQ up to which the client knows everything (RFC 7162 §3.1.2.1).</summary>
    public static ResponseCode HighestModSeq(ModSeq highest) => new($"HIGHESTMODSEQ {highest}");

    /// <summary>The messages that a conditional STORE left alone, by number or UID as the command names them (RFC 7162 §3.1.3).</summary>
    public static ResponseCode Modified(string messages) => new($"MODIFIED {messages}");

    /// <summary>Which mailbox CREATE made (RFC 8474 §4.1).</summary>
    public static ResponseCode MailboxId(MailboxId mailbox) => new($"MAILBOXID (F{mailbox})");

    /// <summary>How long the longest value is of those that were longer than wanted (RFC 5464 §4.2.1).</summary>
    public static ResponseCode MetadataLongEntries(long longest) => new($"METADATA LONGENTRIES {longest}");

    /// <summary>Where APPEND put messages (RFC 4315 §3).</summary>
    public static ResponseCode AppendUid(MailboxId mailbox, LoggedEvent appended) =>
        new($"APPENDUID {mailbox.UidValidity} {UidsGivenBy(appended)}");

    /// <summary>Where COPY or MOVE put messages, in the order of <paramref name="from"/> (RFC 4315 §3).</summary>
    public static ResponseCode CopyUid(MailboxId mailbox, UidSet from, LoggedEvent copied) =>
        new($"COPYUID {mailbox.UidValidity} {from} {UidsGivenBy(copied)}");

    // An event's numbers are the UIDs of the messages that it put into a mailbox.
    private static string UidsGivenBy(LoggedEvent logged) =>
        logged.First == logged.Last ? $"{logged.First}" : $"{logged.First}:{logged.Last}";
}
