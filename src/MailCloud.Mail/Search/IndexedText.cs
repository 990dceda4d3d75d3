using MailCloud.Mail.Store;

namespace MailCloud.Mail.Search;

/// <summary>A text that a condition looks for.</summary>
/// <param name="Query">What an index is asked.</param>
/// <param name="IsHint">Only the index is asked, and only its No means something: the message itself is read in another way.</param>
/// <param name="SparesReading">Without the index messages are read; otherwise only their summaries, which are at hand.</param>
public sealed record IndexedText(TextQuery Query, bool IsHint = false, bool SparesReading = true);

/// <summary>The texts that a search looks for, and what is known of them: from the index, and from the message that was read last.</summary>
public sealed class IndexedTexts
{
    /// <summary>More than the texts that engines let a client look for, and some hints.</summary>
    private const int Max = 40;

    private readonly Dictionary<IndexedText, int> numbers = new(ReferenceEqualityComparer.Instance);

    public IndexedTexts(IEnumerable<IndexedText> texts)
    {
        var asked = texts.OrderBy(text => text.IsHint).Take(Max).ToList();
        foreach (var text in asked)
            numbers.TryAdd(text, numbers.Count);
        Queries = [.. asked.Select(text => text.Query)];
        SparesReading = asked.Exists(text => text.SparesReading);
        Finder = new TextFinder([.. asked.Where(text => !text.IsHint).Select(text => text.Query)]);
    }

    public IReadOnlyList<TextQuery> Queries { get; }

    /// <summary>Without an index messages are read for some of them.</summary>
    public bool SparesReading { get; }

    /// <summary>What the index says.</summary>
    public ITextAnswers Answers { get; set; } = NoTextIndex.Instance;

    /// <summary>What was found in the message that was read.</summary>
    public TextFinder Finder { get; }

    /// <param name="isRead">The message is the one that was read.</param>
    public Verdict Find(IndexedText text, EmailId message, bool isRead)
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
