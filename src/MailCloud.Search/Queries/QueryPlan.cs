using MailCloud.Mail.Search;
using MailCloud.Search.Tokens;

namespace MailCloud.Search.Queries;

/// <summary>What a text that is looked for comes to in runs of letters.</summary>
internal sealed class QueryPlan
{
    public QueryPlan(TextQuery query)
    {
        Query = query;
        var folded = query.Folded.Span;
        foreach (var run in new TextRuns(folded))
            Runs.Add(new QueryRun(folded.Slice(run.Start, run.Length).ToArray(), run, run.Start == 0, run.End == folded.Length));
    }

    public TextQuery Query { get; }

    public List<QueryRun> Runs { get; } = [];

    /// <summary>Whether the text is one run: then terms tell which messages have it, and their texts need not be looked at.</summary>
    public bool IsOneRun => Runs is [{ BeginsText: true, EndsText: true }];
}

/// <summary>A run of a text that is looked for.</summary>
/// <param name="Text">Its octets.</param>
/// <param name="BeginsText">It is at the beginning: in a message it may be the end of a longer run.</param>
/// <param name="EndsText">It is at the end: in a message it may be the beginning of a longer run.</param>
internal sealed record QueryRun(byte[] Text, TextRun Run, bool BeginsText, bool EndsText)
{
    public bool IsIdeographic => Run.Kind == RunKind.Ideographs;

    /// <summary>In a message that has the text the run stands there just so.</summary>
    public bool IsWhole => !BeginsText && !EndsText;

    /// <summary>What a term has in it that is this run, or the part of it that one end of the text cuts off.</summary>
    public byte[] InTerms =>
        [.. BeginsText ? (ReadOnlySpan<byte>)[] : [Terms.Separator], .. Text, .. EndsText ? (ReadOnlySpan<byte>)[] : [Terms.Separator]];

    /// <summary>The terms that a longer run has of which this is a part; none if this is too short to say.</summary>
    public List<byte[]> Grams(RunKind kind)
    {
        var grams = new List<byte[]>();
        if (Run.Letters >= (kind == RunKind.Code ? Terms.CodeLetters : 2))
            Terms.Grams(Text, kind, term => grams.Add(term.ToArray()));
        return grams;
    }
}
