using MailCloud.Mail.Messages;

namespace MailCloud.Imap.Search;

/// <summary>SUBJECT, and HEADER of the other fields whose text a summary keeps. The text is compared as people read it.</summary>
internal sealed class EnvelopeTextCondition(Func<Envelope, string?> text, string wanted) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) =>
        message.Summary is { } summary
            ? Known(text(summary.Envelope) is { } found && SearchedText.Contains(HeaderText.Decode(found), wanted))
            : Verdict.Unknown;
}

/// <summary>FROM, TO, CC, BCC: the text is in the name or the address of one of the correspondents.</summary>
internal sealed class AddressCondition(Func<Envelope, IReadOnlyList<EnvelopeAddress>> addresses, string wanted) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) =>
        message.Summary is { } summary
            ? Known(addresses(summary.Envelope).Any(address => SearchedText.Contains(SearchedText.Of(address), wanted)))
            : Verdict.Unknown;
}
