using System.Collections.Immutable;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>What conditions made of others have in common.</summary>
internal abstract class CompoundCondition(ImmutableArray<EmailCondition> conditions) : EmailCondition
{
    protected ImmutableArray<EmailCondition> Conditions => conditions;

    public override QueryTraits Traits => conditions.Aggregate(QueryTraits.None, (traits, condition) => traits | condition.Traits);

    public override IEnumerable<IndexedText> Texts => conditions.SelectMany(condition => condition.Texts);

    public override IEnumerable<SoughtWord> Words => conditions.SelectMany(condition => condition.Words);
}

/// <summary>AND: all of them hold. There may be none.</summary>
internal sealed class AndCondition(ImmutableArray<EmailCondition> conditions) : CompoundCondition(conditions)
{
    public override MailboxId? Mailbox => Conditions.Select(condition => condition.Mailbox).FirstOrDefault(mailbox => mailbox is not null);

    public override Verdict Test(QueriedEmail email)
    {
        var verdict = Verdict.Yes;
        foreach (var condition in Conditions)
        {
            var part = condition.Test(email);
            if (part == Verdict.No)
                return Verdict.No;
            if (part == Verdict.Unknown)
                verdict = Verdict.Unknown;
        }
        return verdict;
    }
}

/// <summary>OR: one of them holds.</summary>
internal sealed class OrCondition(ImmutableArray<EmailCondition> conditions) : CompoundCondition(conditions)
{
    public override Verdict Test(QueriedEmail email)
    {
        var verdict = Verdict.No;
        foreach (var condition in Conditions)
        {
            var part = condition.Test(email);
            if (part == Verdict.Yes)
                return Verdict.Yes;
            if (part == Verdict.Unknown)
                verdict = Verdict.Unknown;
        }
        return verdict;
    }
}

/// <summary>NOT: it does not hold.</summary>
internal sealed class NotCondition(EmailCondition condition) : EmailCondition
{
    public override QueryTraits Traits => condition.Traits;

    public override IEnumerable<IndexedText> Texts => condition.Texts;

    public override Verdict Test(QueriedEmail email) =>
        condition.Test(email) switch
        {
            Verdict.Yes => Verdict.No,
            Verdict.No => Verdict.Yes,
            _ => Verdict.Unknown,
        };
}
