using MailCloud.Imap.Output;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Session;

/// <summary>
/// Tells a client which annotations others have changed (RFC 5464 §4.4.2), names alone: <c>* METADATA "INBOX" /shared/comment /private/vendor/x</c>. It is for
/// clients that turned METADATA on, about what happens from then on.
/// </summary>
internal sealed class AnnotationNews
{
    private Annotations? told;

    /// <summary>METADATA was turned on: the client is told of what changes after this state.</summary>
    public void Begin(AccountState now) => told = now.Annotations;

    /// <summary>The client made this change itself.</summary>
    public void MarkTold(AnnotationsChanged own) => told = told?.With(own);

    /// <summary>Tells what became of the annotations since the last time. Those of a mailbox that is gone are gone with it, without a word.</summary>
    public void Tell(AccountState newest, ImapWriter output)
    {
        var before = told;
        told = newest.Annotations;
        if (before is null || ReferenceEquals(before, told))
            return;
        foreach (var (mailbox, names) in told.Since(before))
        {
            var name = mailbox is { } id ? newest.Directory.Find(id)?.Name : "";
            if (name is null)
                continue;
            output.Write("* METADATA "u8).Mailbox(name);
            foreach (var entry in names)
                output.Write(" "u8).EntryName(entry);
            output.EndLine();
        }
    }
}
