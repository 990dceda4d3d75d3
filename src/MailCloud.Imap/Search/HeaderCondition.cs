using System.Text;
using MailCloud.Mail.Search;

namespace MailCloud.Imap.Search;

/// <summary>HEADER: the message's header has a field of this name with this text in it, or with any text if the wanted one is empty.</summary>
internal sealed class HeaderCondition(string field, string wanted) : SearchCondition
{
    private readonly byte[] folded = UnicodeCasemap.Fold(wanted);

    // An index does not know the text of signatures.
    private readonly HeaderTrace trace = new(
        MessageText.IsSignature(Encoding.ASCII.GetBytes(field)) ? ""
            : wanted.Length > 0 ? wanted
            : field + ":",
        sparesReading: true
    );

    public override Verdict Test(SearchedMessage message) =>
        message is { Header: { } header, Summary: { } summary }
            ? Known(SearchedText.HasField(header, SearchedText.CharsetOf(summary), field, folded))
            : trace.Test(message);

    public override IEnumerable<IndexedText> Texts => trace.Texts;
}
