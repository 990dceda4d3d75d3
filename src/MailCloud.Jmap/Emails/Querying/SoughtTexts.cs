using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>The texts that a query looks for, and what is known of them: from the index, and from the message that was read last.</summary>
internal sealed class SoughtTexts
{
    /// <summary>More than a client's texts (<see cref="FilterReader"/>) and some hints.</summary>
    private const int Max = 40;

    private readonly Dictionary<SoughtText, int> numbers = new(ReferenceEqualityComparer.Instance);

    public SoughtTexts(IEnumerable<SoughtText> texts)
    {
        var asked = texts.OrderBy(text => text.IsHint).Take(Max).ToList();
        foreach (var text in asked)
            numbers.TryAdd(text, numbers.Count);
        Queries = [.. asked.Select(text => text.Query)];
        ReadsMessages = asked.Exists(text => !text.IsHint);
        Finder = new TextFinder([.. asked.Where(text => !text.IsHint).Select(text => text.Query)]);
    }

    public IReadOnlyList<TextQuery> Queries { get; }

    /// <summary>Without an index messages are read for some of them.</summary>
    public bool ReadsMessages { get; }

    /// <summary>What the index says.</summary>
    public ITextAnswers Answers { get; set; } = NoTextIndex.Instance;

    /// <summary>What was found in the message that was read.</summary>
    public TextFinder Finder { get; }

    /// <param name="isRead">The message is the one that was read.</param>
    public Verdict Find(SoughtText text, EmailId message, bool isRead)
    {
        if (text.Query.Folded.IsEmpty)
            return Verdict.Yes;
        if (!numbers.TryGetValue(text, out var number))
            return Verdict.Unknown;
        return Answers[message, number] switch
        {
            TextVerdict.Yes => Verdict.Yes,
            TextVerdict.No => Verdict.No,
            _ when isRead && !text.IsHint => Finder[number] ? Verdict.Yes : Verdict.No,
            _ => Verdict.Unknown,
        };
    }
}
