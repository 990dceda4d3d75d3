using System.Collections.Immutable;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>What has been read of the Email that is being tested. One of these serves a whole query.</summary>
internal sealed class QueriedEmail(EmailIndex index, IndexedTexts texts)
{
    private MessageRecord record;
    private Email? email;

    /// <summary>The record of one of its copies.</summary>
    public ref readonly MessageRecord Record => ref record;

    /// <summary>The mailbox of that copy.</summary>
    public MailboxId Mailbox { get; private set; }

    /// <summary>The Email with all its copies.</summary>
    public Email Email =>
        email ??= index.Find(record.EmailId) ?? throw new InvalidOperationException("A copy that is there is of an Email.");

    /// <summary>The Emails of its conversation, this one among them.</summary>
    public ImmutableArray<Email> Thread => index.InThread(record.ThreadId);

    /// <summary>Null: not read yet.</summary>
    public MessageSummary? Summary { get; set; }

    /// <summary>The message's header, or the beginning of a very long one; null: not read yet.</summary>
    public byte[]? Header { get; set; }

    /// <summary>Its texts were read, all of them.</summary>
    public bool IsTextRead { get; set; }

    /// <summary>Goes to another Email, of which nothing but the record is known.</summary>
    public void MoveTo(MailboxId mailbox, in MessageRecord message)
    {
        Mailbox = mailbox;
        record = message;
        email = null;
        Summary = null;
        Header = null;
        IsTextRead = false;
    }

    /// <summary>Whether the text is in the message.</summary>
    public Verdict Find(IndexedText text) => texts.Find(text, record.EmailId, IsTextRead);
}
