using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;

namespace MailCloud.Imap.Search;

/// <summary>SUBJECT, and HEADER of the other fields whose text a summary keeps. The text is compared as people read it.</summary>
internal sealed class EnvelopeTextCondition(Func<Envelope, string?> text, string wanted) : SearchCondition
{
    private readonly byte[] folded = UnicodeCasemap.Fold(wanted);
    private readonly HeaderTrace trace = new(wanted, sparesReading: false);

    public override Verdict Test(SearchedMessage message) =>
        message.Summary is { } summary
            ? Known(text(summary.Envelope) is { } found && UnicodeCasemap.Contains(HeaderText.Decode(found), folded))
            : trace.Test(message);

    public override IEnumerable<IndexedText> Texts => trace.Texts;
}

/// <summary>FROM, TO, CC, BCC: the text is in the name or the address of one of the correspondents.</summary>
internal sealed class AddressCondition(Func<Envelope, IReadOnlyList<EnvelopeAddress>> addresses, string wanted) : SearchCondition
{
    private readonly byte[] folded = UnicodeCasemap.Fold(wanted);

    // A correspondent is written in many ways; the letters between signs are the same in all of them.
    private readonly HeaderTrace trace = new(SearchedText.LongestWord(wanted), sparesReading: false);

    public override Verdict Test(SearchedMessage message) =>
        message.Summary is { } summary
            ? Known(addresses(summary.Envelope).Any(address => UnicodeCasemap.Contains(SearchedText.Of(address), folded)))
            : trace.Test(message);

    public override IEnumerable<IndexedText> Texts => trace.Texts;
}
