using System.Collections.Immutable;
using MailCloud.Mail.Search;

namespace MailCloud.Imap.Search;

/// <summary>ALL, or NOT ALL: every message, or none.</summary>
internal sealed class ConstantCondition : SearchCondition
{
    private readonly Verdict verdict;

    private ConstantCondition(Verdict verdict) => this.verdict = verdict;

    public static readonly ConstantCondition All = new(Verdict.Yes);

    public static readonly ConstantCondition None = new(Verdict.No);

    public override Verdict Test(SearchedMessage message) => verdict;
}

/// <summary>Keys beside each other: all of them hold.</summary>
internal sealed class AndCondition(ImmutableArray<SearchCondition> conditions) : SearchCondition
{
    public override Verdict Test(SearchedMessage message)
    {
        var verdict = Verdict.Yes;
        foreach (var condition in conditions)
        {
            var part = condition.Test(message);
            if (part == Verdict.No)
                return Verdict.No;
            if (part == Verdict.Unknown)
                verdict = Verdict.Unknown;
        }
        return verdict;
    }

    public override SearchCondition Bind(in SearchScope scope)
    {
        var bound = ImmutableArray.CreateBuilder<SearchCondition>(conditions.Length);
        foreach (var condition in conditions)
            bound.Add(condition.Bind(scope));
        return new AndCondition(bound.MoveToImmutable());
    }

    public override IEnumerable<IndexedText> Texts => conditions.SelectMany(condition => condition.Texts);
}

/// <summary>OR: one of the two holds.</summary>
internal sealed class OrCondition(SearchCondition left, SearchCondition right) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) =>
        (left.Test(message), right.Test(message)) switch
        {
            (Verdict.Yes, _) or (_, Verdict.Yes) => Verdict.Yes,
            (Verdict.No, Verdict.No) => Verdict.No,
            _ => Verdict.Unknown,
        };

    public override SearchCondition Bind(in SearchScope scope) => new OrCondition(left.Bind(scope), right.Bind(scope));

    public override IEnumerable<IndexedText> Texts => left.Texts.Concat(right.Texts);
}

/// <summary>NOT: it does not hold.</summary>
internal sealed class NotCondition(SearchCondition condition) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) =>
        condition.Test(message) switch
        {
            Verdict.Yes => Verdict.No,
            Verdict.No => Verdict.Yes,
            _ => Verdict.Unknown,
        };

    public override SearchCondition Bind(in SearchScope scope) => new NotCondition(condition.Bind(scope));

    public override IEnumerable<IndexedText> Texts => condition.Texts;
}
