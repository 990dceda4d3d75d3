using System.Text;
using MailCloud.Imap.Output;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Fetch;

/// <summary>Something that FETCH can be asked for (RFC 9051 §6.4.5): its name in the response, and how its value is written.</summary>
/// <remarks>The kinds differ in what has to be read first: nothing, the message's summary, or bytes of the message.</remarks>
internal abstract class FetchItem(string label)
{
    private readonly byte[] label = Encoding.ASCII.GetBytes(label);

    /// <summary>What stands before the value in the response.</summary>
    public ReadOnlySpan<byte> Label => label;

    /// <summary>Whether to ask for it is to read the message, which sets <c>\Seen</c>.</summary>
    public virtual bool SetsSeen => false;

    public override string ToString() => Encoding.ASCII.GetString(label);
}

/// <summary>Writes what is known from a message's record. Rows of it by the hundred thousand allocate nothing.</summary>
internal delegate void RecordWriting(in MessageRecord message, KeywordTable keywords, ImapWriter output);

/// <summary>An item that is answered from memory.</summary>
internal sealed class RecordItem(string label, RecordWriting write) : FetchItem(label)
{
    public void Write(in MessageRecord message, KeywordTable keywords, ImapWriter output) => write(message, keywords, output);
}

/// <summary>An item that is answered from the summary, which was made when the message arrived: no message is parsed here.</summary>
internal sealed class SummaryItem(string label, Action<MessageSummary, ImapWriter> write) : FetchItem(label)
{
    public void Write(MessageSummary summary, ImapWriter output) => write(summary, output);
}
