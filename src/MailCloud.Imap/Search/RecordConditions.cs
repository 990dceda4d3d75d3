using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

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

/// <summary>MODSEQ (RFC 7162 §3.1.5): changed by this event or a later one.</summary>
internal sealed class ModSeqCondition(ModSeq since) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) => Known(message.Record.ModSeq >= since);
}

/// <summary>EMAILID (RFC 8474 §6): the content is that one. Null: an identifier that we never gave.</summary>
internal sealed class EmailIdCondition(EmailId? id) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) => Known(message.Record.EmailId == id);
}

/// <summary>THREADID (RFC 8474 §6): the message is of that conversation. Null: an identifier that we never gave.</summary>
internal sealed class ThreadIdCondition(ThreadId? id) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) => Known(message.Record.ThreadId == id);
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
