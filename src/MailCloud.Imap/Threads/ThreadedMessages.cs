using System.Text;
using MailCloud.Imap.Sort;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Threads;

/// <summary>What messages are put into threads by, apart from their identifiers: when they were sent, and what they are about.</summary>
internal sealed class ThreadedMessages
{
    private readonly List<long> dates = [];
    private readonly List<(string Key, bool IsReplyOrForward)> subjects = [];

    public int Count => dates.Count;

    public void Add(in MessageRecord record, MessageSummary summary)
    {
        dates.Add(SortCriterion.SentDate(record, summary));
        var subject = BaseSubject.Of(summary.Envelope.Subject);
        subjects.Add((Encoding.UTF8.GetString(TextColumn.KeyOf(subject.Text)), subject.IsReplyOrForward));
    }

    /// <summary>The base subject of a message, folded, so that it can be compared with others.</summary>
    public string SubjectOf(int message) => subjects[message].Key;

    public bool IsReplyOrForward(int message) => subjects[message].IsReplyOrForward;

    /// <summary>The messages by date; those of the same date in the order of the mailbox (RFC 5256 §2.2).</summary>
    public int[] ByDate()
    {
        int[] messages = [.. Enumerable.Range(0, Count)];
        Array.Sort(messages, (left, right) => dates[left].CompareTo(dates[right]) is not 0 and var order ? order : left.CompareTo(right));
        return messages;
    }
}
