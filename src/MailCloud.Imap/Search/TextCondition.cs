namespace MailCloud.Imap.Search;

/// <summary>BODY: the text is in the body; TEXT: in the header or the body.</summary>
internal sealed class TextCondition(string wanted, bool inHeaders) : SearchCondition
{
    public string Wanted { get; } = wanted;

    /// <summary>Whether headers count.</summary>
    public bool InHeaders { get; } = inHeaders;

    public override Verdict Test(SearchedMessage message)
    {
        if (Wanted.Length == 0)
            return Verdict.Yes;
        if (InHeaders && message.Header is { } header && SearchedText.IsInHeader(header, Wanted))
            return Verdict.Yes;
        return message.Found is { } found ? Known(found.Contains(this)) : Verdict.Unknown;
    }

    public override IEnumerable<TextCondition> Texts => [this];
}
