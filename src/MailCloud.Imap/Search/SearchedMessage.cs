using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>What has been read of the message that is being tested. One of these serves a whole SEARCH.</summary>
internal sealed class SearchedMessage(IndexedTexts texts)
{
    private MessageRecord record;

    public int Index { get; private set; }

    public ref readonly MessageRecord Record => ref record;

    /// <summary>Null: not read yet.</summary>
    public MessageSummary? Summary { get; set; }

    /// <summary>The message's header, or the beginning of a very long one; null: not read yet.</summary>
    public byte[]? Header { get; set; }

    /// <summary>Its texts were read, all of them.</summary>
    public bool IsTextRead { get; set; }

    /// <summary>Goes to another message, of which nothing but the record is known.</summary>
    public void MoveTo(int index, in MessageRecord message)
    {
        Index = index;
        record = message;
        Summary = null;
        Header = null;
        IsTextRead = false;
    }

    /// <summary>Whether the text is in the message.</summary>
    public Verdict Find(IndexedText text) => texts.Find(text, record.EmailId, IsTextRead);
}
