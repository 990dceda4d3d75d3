using MailCloud.Imap.Output;
using MailCloud.Imap.Session;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// One FETCH response that needs more than the record. Nothing of it is written before the first octets of its message are there: as long as storage
/// gives nothing, the command can still be refused.
/// </summary>
internal sealed class FetchRow(ImapSession session, FetchRows rows, int sequenceNumber, in MessageRecord record, MessageSummary? summary)
{
    private readonly MessageRecord record = record;
    private FetchItem? writing;
    private bool hasItems;

    public ImapWriter Output => session.Output;

    public IMailStore Store => session.Server.Store;

    public ref readonly MessageRecord Record => ref record;

    public MessageSummary Summary => summary ?? throw new InvalidOperationException("The summary was not read.");

    /// <summary>Part of the response is written: what goes wrong now cannot be said any more.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Octets of the message are gone.</summary>
    public bool IsGone { get; set; }

    /// <summary>A part is encoded in a way that nobody knows; its item is left out.</summary>
    public bool IsUndecodable { get; set; }

    /// <summary>Whether the item was begun last.</summary>
    public bool IsWriting(FetchItem item) => ReferenceEquals(writing, item);

    /// <summary>Writes the response up to the item's value.</summary>
    public ImapWriter Begin(FetchItem item)
    {
        Begin();
        rows.WriteLabel(item, ref hasItems);
        writing = item;
        return Output;
    }

    /// <summary>Writes the beginning of the response, with all that is not copied from the message, unless it is written.</summary>
    public void Begin()
    {
        if (HasBegun)
            return;
        HasBegun = true;
        hasItems = rows.WriteStart(sequenceNumber, record, summary);
    }

    public ValueTask FlushIfLargeAsync(CancellationToken cancellationToken) => session.FlushIfLargeAsync(cancellationToken);
}
