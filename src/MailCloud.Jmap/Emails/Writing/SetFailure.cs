using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>One object cannot be written as the client wants it: thrown while it is read, and caught in one place for each object.</summary>
internal sealed class SetFailure(SetError error) : Exception(error.Description ?? error.Type)
{
    public SetError Error { get; } = error;

    public static SetFailure Invalid(string description, params string[] properties) =>
        new(SetError.InvalidProperties(description, [.. properties]));

    /// <summary>What a refusal of the store is to a client (RFC 8621 §4.6).</summary>
    public static SetError ErrorOf(Refusal refusal) =>
        refusal.Reason switch
        {
            RefusalReason.TooManyKeywords => new SetError("tooManyKeywords", refusal.Text),
            RefusalReason.TooLarge => new SetError("tooManyMailboxes", refusal.Text),
            RefusalReason.OverQuota or RefusalReason.UidsExhausted => SetError.OverQuota(refusal.Text),
            RefusalReason.NoSuchMailbox => SetError.InvalidProperties(refusal.Text, "mailboxIds"),
            RefusalReason.NoSuchMessage => SetError.NotFound,
            _ => SetError.Forbidden(refusal.Text),
        };
}
