using MailCloud.Mail.Search;

namespace MailCloud.Imap.Search;

/// <summary>A text that is in the header of every message that satisfies a condition: where an index knows that it is not, nothing is read.</summary>
/// <param name="text">Empty: it says nothing.</param>
/// <param name="sparesReading">The condition reads the header; otherwise the summary.</param>
internal sealed class HeaderTrace(string text, bool sparesReading)
{
    private readonly IndexedText? indexed =
        text.Length > 0 ? new(new TextQuery(text, TextPlaces.Headers), IsHint: true, sparesReading) : null;

    public IEnumerable<IndexedText> Texts => indexed is null ? [] : [indexed];

    /// <summary>No, or unknown.</summary>
    public Verdict Test(SearchedMessage message) =>
        indexed is not null && message.Find(indexed) == Verdict.No ? Verdict.No : Verdict.Unknown;
}
