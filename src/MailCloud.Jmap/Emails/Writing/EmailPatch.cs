using System.Collections.Immutable;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>
/// What an update says of an Email (RFC 8620 §5.3): keywords and mailboxes as a whole, or some of them by paths like <c>keywords/$seen</c>. Nothing else of an Email
/// changes.
/// </summary>
internal sealed class EmailPatch
{
    private readonly List<string> addedKeywords = [];
    private readonly List<string> removedKeywords = [];
    private readonly List<(MailboxId Mailbox, bool IsIn)> placed = [];
    private (MessageFlags Flags, ImmutableArray<string> Keywords)? keywords;
    private ImmutableHashSet<MailboxId>? mailboxes;

    /// <exception cref="SetFailure">It says something that cannot be.</exception>
    public EmailPatch(JsonElement patch, AccountState state, MethodCall call)
    {
        if (patch.ValueKind != JsonValueKind.Object)
            throw new SetFailure(new SetError("invalidPatch", "A patch is an object."));
        foreach (var property in patch.EnumerateObject())
            switch (property.Name.Split('/', 2))
            {
                case [PropertySets.Keywords]:
                    keywords = PropertySets.ReadKeywords(property.Value);
                    break;
                case [PropertySets.MailboxIds]:
                    mailboxes = PropertySets.ReadMailboxes(property.Value, state, call);
                    break;
                case [PropertySets.Keywords, var keyword]:
                    (IsIn(property) ? addedKeywords : removedKeywords).Add(PropertySets.KeywordOf(Unescape(keyword)));
                    break;
                case [PropertySets.MailboxIds, var id]:
                    placed.Add((PropertySets.MailboxOf(Unescape(id), state, call), IsIn(property)));
                    break;
                default:
                    throw SetFailure.Invalid("Only keywords and mailboxIds of an Email can be changed.", property.Name);
            }
        if ((keywords is not null && addedKeywords.Count + removedKeywords.Count > 0) || (mailboxes is not null && placed.Count > 0))
            throw new SetFailure(new SetError("invalidPatch", "One path of the patch is within another."));
    }

    /// <summary>Adds what there is to do to what is written.</summary>
    /// <exception cref="SetFailure">The Email would be in no mailbox.</exception>
    public void Apply(WrittenObject name, Email email, EmailWrites writes)
    {
        if (keywords is var (flags, others))
            writes.ChangeFlags(name, email, FlagChange.Replace(flags, others));
        if (addedKeywords.Count > 0)
            writes.ChangeFlags(name, email, Change(FlagOperation.Add, addedKeywords));
        if (removedKeywords.Count > 0)
            writes.ChangeFlags(name, email, Change(FlagOperation.Remove, removedKeywords));
        if (mailboxes is null && placed.Count == 0)
            return;
        var target = mailboxes ?? [.. email.Mailboxes];
        foreach (var (mailbox, isIn) in placed)
            target = isIn ? target.Add(mailbox) : target.Remove(mailbox);
        if (target.IsEmpty)
            throw SetFailure.Invalid("An Email is in a mailbox.", PropertySets.MailboxIds);
        writes.Place(name, email, target);
    }

    private static FlagChange Change(FlagOperation operation, IEnumerable<string> named)
    {
        var (flags, others) = PropertySets.Split(named);
        return new FlagChange(operation, flags, others);
    }

    /// <summary>True: the set has it; null: it has not.</summary>
    private static bool IsIn(JsonProperty property) =>
        property.Value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.Null => false,
            _ => throw SetFailure.Invalid("What is in a set has the value true.", property.Name),
        };

    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
