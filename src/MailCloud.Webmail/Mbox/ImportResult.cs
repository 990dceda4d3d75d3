using System.Text.Json.Serialization;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Mbox;

/// <summary>What an import came to.</summary>
/// <param name="Imported">Messages that are in the mailbox now.</param>
/// <param name="Skipped">Messages that are not, <see cref="Errors"/> tells why of the first of them.</param>
public sealed record ImportResult(int Imported, int Skipped, IReadOnlyList<ImportError> Errors)
{
    /// <summary>No more are listed; there may be as many as there are messages in the file.</summary>
    public const int MaxErrors = 100;
}

/// <summary>Why a message was not imported.</summary>
/// <param name="Message">Its number in the file, from 1.</param>
/// <param name="Detail">The same for people, in English.</param>
public sealed record ImportError(int Message, ImportFailure Reason, string Detail)
{
    internal static ImportError Of(int message, Refusal refusal) =>
        new(
            message,
            refusal.Reason switch
            {
                RefusalReason.OverQuota => ImportFailure.OverQuota,
                RefusalReason.NoSuchMailbox => ImportFailure.NoSuchMailbox,
                _ => ImportFailure.Refused,
            },
            refusal.Text
        );
}

/// <summary>The reasons why a message is not imported.</summary>
[JsonConverter(typeof(ImportFailureConverter))]
public enum ImportFailure
{
    /// <summary>The text belongs to no message: the file begins neither with a "From" line nor with a header field.</summary>
    NoMessage,

    /// <summary>There is nothing behind its "From" line.</summary>
    Empty,

    /// <summary>It is larger than a message may be here.</summary>
    TooLarge,

    /// <summary>The program that wrote the file has deleted it.</summary>
    Expunged,

    /// <summary>There is no room in the account; nothing that comes behind is imported either.</summary>
    OverQuota,

    /// <summary>The mailbox was deleted meanwhile; nothing that comes behind is imported either.</summary>
    NoSuchMailbox,

    /// <summary>The account's state does not allow it.</summary>
    Refused,
}

internal sealed class ImportFailureConverter()
    : JsonStringEnumConverter<ImportFailure>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
