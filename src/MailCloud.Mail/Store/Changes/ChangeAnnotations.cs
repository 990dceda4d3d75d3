using System.Collections.Immutable;

namespace MailCloud.Mail.Store.Changes;

/// <summary>Sets and removes annotations of a mailbox (SETMETADATA, RFC 5464 §4.3), all of them or none. What has the wanted value already is left alone.</summary>
/// <param name="Mailbox">The mailbox's name; null: the account itself.</param>
public sealed record ChangeAnnotations(string? Mailbox, ImmutableArray<AnnotationChange> Entries) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds)
    {
        var mailbox = Mailbox is null ? null : state.Directory.Find(Mailbox);
        if (Mailbox is not null && mailbox is null)
            return Refusal.NoSuchMailbox;
        if (Entries.Any(entry => entry.Value is { Length: > Annotations.MaxValue } || entry.Name.Length > Annotations.MaxName))
            return Refusal.AnnotationTooLarge;
        var before = state.Annotations.Of(mailbox?.Id);
        var changes = Entries.Where(entry => !Annotations.IsSame(Annotations.Find(before, entry.Name), entry.Value)).ToImmutableArray();
        if (changes.IsEmpty)
            return Decision.Nothing;

        var change = new AnnotationsChanged(mailbox?.Id, changes);
        var after = state.Annotations.With(change);
        // Who has too much already, since the limits were others, may still remove something.
        var count = after.Of(mailbox?.Id).Count;
        var hasTooMany = count > Annotations.MaxEntries && count > before.Count;
        var hasTooMuch = after.Octets > Annotations.MaxOctets && after.Octets > state.Annotations.Octets;
        return hasTooMany || hasTooMuch ? Refusal.TooManyAnnotations : Decision.Commit(change);
    }
}
