namespace MailCloud.Imap.Search;

/// <summary>HEADER: the message's header has a field of this name with this text in it, or with any text if the wanted one is empty.</summary>
internal sealed class HeaderCondition(string field, string wanted) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) =>
        message.Header is { } header ? Known(SearchedText.HasField(header, field, wanted)) : Verdict.Unknown;
}
