using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Search;

/// <summary>LARGER: more octets than this.</summary>
internal sealed class LargerCondition(ulong octets) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) => Known((ulong)message.Record.Size > octets);
}

/// <summary>SMALLER: fewer octets than this.</summary>
internal sealed class SmallerCondition(ulong octets) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) => Known((ulong)message.Record.Size < octets);
}

/// <summary>A sequence set, or UID and a set.</summary>
internal sealed class SetCondition(SequenceSet set, bool byUid, IndexSet? messages = null) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) =>
        messages is null
            ? throw new InvalidOperationException("A set means nothing without a mailbox.")
            : Known(messages.Contains(message.Index));

    public override SearchCondition Bind(in SearchScope scope) => new SetCondition(set, byUid, IndexSet.Of(scope.Mailbox, set, byUid));
}
