using MailCloud.Mail.Search;

namespace MailCloud.Imap.Search;

/// <summary>HEADER: the message's header has a field of this name with this text in it, or with any text if the wanted one is empty.</summary>
internal sealed class HeaderCondition(string field, string wanted) : SearchCondition
{
    private readonly byte[] folded = UnicodeCasemap.Fold(wanted);

    /// <summary>What is in the header of every message that satisfies the condition; null: an index does not know fields of this name.</summary>
    private readonly IndexedText? trace = MessageText.IsSignature(field)
        ? null
        : new(new TextQuery(wanted.Length > 0 ? wanted : field + ":", TextPlaces.Headers), IsHint: true);

    public override Verdict Test(SearchedMessage message) =>
        message is { Header: { } header, Summary: { } summary }
            ? Known(SearchedText.HasField(header, SearchedText.CharsetOf(summary), field, folded))
        : trace is not null && message.Find(trace) == Verdict.No ? Verdict.No
        : Verdict.Unknown;

    public override IEnumerable<IndexedText> Texts => trace is null ? [] : [trace];
}
