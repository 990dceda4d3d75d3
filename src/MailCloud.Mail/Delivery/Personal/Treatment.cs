using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>What becomes of a message in one account.</summary>
/// <param name="ForwardTo">Who else gets it.</param>
/// <param name="Vacation">What its sender is answered, if it is one who is answered; null: nothing.</param>
internal sealed record Treatment(
    MailboxTarget Target,
    MessageFlags Flags,
    ImmutableArray<string> Keywords,
    ImmutableArray<Address> ForwardTo,
    VacationResponse? Vacation
)
{
    /// <summary>As mail is treated of which nobody has said anything.</summary>
    public static readonly Treatment Plain = new(MailboxTarget.Inbox, MessageFlags.None, [], [], null);

    public static readonly Treatment Junk = Plain with { Target = MailboxTarget.WithRole(MailboxRole.Junk) };

    /// <summary>In the same mailbox, and nothing else done to it: for a mailbox that has no room for its keywords.</summary>
    public Treatment WithoutKeywords() => this with { Keywords = [] };

    /// <summary>What a rule that is about the message adds. The first that says where it goes decides that.</summary>
    public Treatment With(RuleActions actions) =>
        this with
        {
            Target =
                Target != MailboxTarget.Inbox ? Target
                : actions.Discard ? MailboxTarget.WithRole(MailboxRole.Trash)
                : actions.Mailbox is { } mailbox ? MailboxTarget.WithId(mailbox)
                : Target,
            Flags = Flags | (actions.MarkSeen ? MessageFlags.Seen : 0) | (actions.Star ? MessageFlags.Flagged : 0),
            Keywords = [.. Keywords.Union(actions.AddKeywords, StringComparer.OrdinalIgnoreCase)],
            ForwardTo =
                ForwardTo.Length < MailRule.MaxForwards
                && Address.TryParse(actions.ForwardTo, out var address)
                && !ForwardTo.Contains(address)
                    ? ForwardTo.Add(address)
                    : ForwardTo,
        };
}
