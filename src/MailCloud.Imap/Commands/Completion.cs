using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>How a command ended. Only the session loop writes it, as the tagged line (RFC 9051 §7.1).</summary>
internal enum CompletionStatus
{
    Ok,

    /// <summary>The command was understood and refused.</summary>
    No,

    /// <summary>The command was not understood, or not allowed where it came.</summary>
    Bad,
}

/// <summary>The outcome of a command: a value, also where it is a refusal.</summary>
/// <param name="Text">For people; without a full stop.</param>
/// <param name="Code">For programs (RFC 5530); null: none.</param>
internal readonly record struct Completion(CompletionStatus Status, string Text, ResponseCode? Code = null)
{
    /// <summary>The refusal of every change to a mailbox that was opened with EXAMINE.</summary>
    public static readonly Completion NoReadOnly = No("The mailbox is open to look only", ResponseCode.Cannot);

    /// <summary>The tagged line is the last one in the clear.</summary>
    public bool BeginsTls { get; init; }

    /// <summary>The tagged line is the last one that is not compressed.</summary>
    public bool BeginsCompression { get; init; }

    public static Completion Ok(string text, ResponseCode? code = null) => new(CompletionStatus.Ok, text, code);

    public static Completion No(string text, ResponseCode? code = null) => new(CompletionStatus.No, text, code);

    public static Completion Bad(string text, ResponseCode? code = null) => new(CompletionStatus.Bad, text, code);

    /// <summary>The <c>NO</c> for a change that the account's state does not allow.</summary>
    public static Completion No(Refusal refusal) => No(refusal.Text, ResponseCode.For(refusal.Reason));

    /// <summary>The same for a change that puts messages into a mailbox which may be missing: TRYCREATE (RFC 9051 §6.3.12).</summary>
    public static Completion NoTarget(Refusal refusal) =>
        refusal.Reason == RefusalReason.NoSuchMailbox ? No(refusal.Text, ResponseCode.TryCreate) : No(refusal);

    public static implicit operator ValueTask<Completion>(Completion completion) => new(completion);
}
