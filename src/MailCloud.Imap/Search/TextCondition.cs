using MailCloud.Mail.Search;

namespace MailCloud.Imap.Search;

/// <summary>BODY: the text is in the body; TEXT: in the header or the body.</summary>
internal sealed class TextCondition(string wanted, bool inHeaders) : SearchCondition
{
    private readonly IndexedText text = new(new TextQuery(wanted, inHeaders ? TextPlaces.All : TextPlaces.Body));

    public override Verdict Test(SearchedMessage message) => message.Find(text);

    public override IEnumerable<IndexedText> Texts => [text];
}
