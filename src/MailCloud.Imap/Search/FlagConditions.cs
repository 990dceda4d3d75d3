using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>SEEN, ANSWERED, FLAGGED, DELETED, DRAFT.</summary>
internal sealed class FlagCondition(MessageFlags flag) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) => Known((message.Record.Flags & flag) != 0);
}

/// <summary>KEYWORD. A mailbox that does not know the keyword has no message with it.</summary>
internal sealed class KeywordCondition(string keyword, ulong bit = 0) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) => Known((message.Record.Keywords & bit) != 0);

    public override SearchCondition Bind(in SearchScope scope) =>
        new KeywordCondition(keyword, scope.Mailbox.View.Keywords.BitsOf([keyword]));
}
