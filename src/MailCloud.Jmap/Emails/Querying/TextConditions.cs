using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>hasAttachment: what a message's summary tells.</summary>
internal sealed class AttachmentCondition(bool wanted) : EmailCondition
{
    public override Verdict Test(QueriedEmail email) =>
        email.Summary is { } summary ? Known(summary.HasAttachment == wanted) : Verdict.Unknown;
}

/// <summary>subject: the word is in it as people read it.</summary>
internal sealed class SubjectCondition(string word) : EmailCondition
{
    private readonly byte[] folded = UnicodeCasemap.Fold(word);
    private readonly HeaderTrace trace = new(word);

    public override IEnumerable<IndexedText> Texts => trace.Texts;

    public override IEnumerable<SoughtWord> Words => [new SoughtWord(word, InSubject: true, InBody: false)];

    public override Verdict Test(QueriedEmail email) =>
        email.Summary is { } summary
            ? Known(summary.Envelope.Subject is { } subject && UnicodeCasemap.Contains(HeaderText.Decode(subject), folded))
            : trace.Test(email);
}

/// <summary>from, to, cc, bcc: the word is in the name or the address of one of the correspondents.</summary>
internal sealed class AddressCondition(Func<Envelope, IReadOnlyList<EnvelopeAddress>> addresses, string word) : EmailCondition
{
    private readonly byte[] folded = UnicodeCasemap.Fold(word);

    // A correspondent is written in many ways; the letters between signs are the same in all of them.
    private readonly HeaderTrace trace = new(SearchedText.LongestWord(word));

    public override IEnumerable<IndexedText> Texts => trace.Texts;

    public override Verdict Test(QueriedEmail email) =>
        email.Summary is { } summary
            ? Known(addresses(summary.Envelope).Any(address => UnicodeCasemap.Contains(SearchedText.Of(address), folded)))
            : trace.Test(email);
}

/// <summary>header: the message has a field of this name, with this text in it; the empty text is in every field.</summary>
internal sealed class HeaderCondition(string field, string wanted) : EmailCondition
{
    private readonly byte[] folded = UnicodeCasemap.Fold(wanted);

    // An index does not know the text of signatures.
    private readonly HeaderTrace trace = new(
        MessageText.IsSignature(Encoding.UTF8.GetBytes(field)) ? ""
        : wanted.Length > 0 ? wanted
        : field + ":"
    );

    public override IEnumerable<IndexedText> Texts => trace.Texts;

    public override Verdict Test(QueriedEmail email) =>
        email is { Header: { } header, Summary: { } summary }
            ? Known(SearchedText.HasField(header, SearchedText.CharsetOf(summary), field, folded))
            : trace.Test(email);
}

/// <summary>body: the word is in the body; text: in the header or the body.</summary>
internal sealed class TextCondition(string word, bool inHeaders) : EmailCondition
{
    private readonly IndexedText text = new(new TextQuery(word, inHeaders ? TextPlaces.All : TextPlaces.Body));

    public override IEnumerable<IndexedText> Texts => [text];

    public override IEnumerable<SoughtWord> Words => [new SoughtWord(word, InSubject: inHeaders, InBody: true)];

    public override Verdict Test(QueriedEmail email) => email.Find(text);
}

/// <summary>A word that is in the header of every message that satisfies a condition: where an index knows that it is not, nothing is read.</summary>
/// <param name="word">Empty: it says nothing.</param>
internal sealed class HeaderTrace(string word)
{
    private readonly IndexedText? text =
        word.Length > 0 ? new IndexedText(new TextQuery(word, TextPlaces.Headers), IsHint: true, SparesReading: false) : null;

    public IEnumerable<IndexedText> Texts => text is null ? [] : [text];

    /// <summary>No, or unknown.</summary>
    public Verdict Test(QueriedEmail email) => text is not null && email.Find(text) == Verdict.No ? Verdict.No : Verdict.Unknown;
}
