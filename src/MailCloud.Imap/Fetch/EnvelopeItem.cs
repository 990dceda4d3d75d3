using MailCloud.Imap.Output;
using MailCloud.Mail.Messages;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// The fields of the header that a list of messages shows, parsed (RFC 9051 §7.5.2):
/// <code>
/// ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "Minutes" (("Terry" NIL "terry" "example.com")) ... NIL NIL NIL "&lt;B27397@example.com&gt;")
/// </code>
/// </summary>
internal static class EnvelopeItem
{
    public static readonly SummaryItem Envelope = new("ENVELOPE", static (summary, output) => Write(summary.Envelope, output));

    public static void Write(Envelope envelope, ImapWriter output)
    {
        output.Write("("u8).HeaderText(envelope.Date).Write(" "u8).HeaderText(envelope.Subject);
        WriteAddresses(envelope.From, output);
        WriteAddresses(envelope.Sender, output);
        WriteAddresses(envelope.ReplyTo, output);
        WriteAddresses(envelope.To, output);
        WriteAddresses(envelope.Cc, output);
        WriteAddresses(envelope.Bcc, output);
        output.Write(" "u8).HeaderText(envelope.InReplyTo).Write(" "u8).HeaderText(envelope.MessageId).Write(")"u8);
    }

    /// <summary>A space and the list: <c>NIL</c> if it is empty, and no spaces between addresses otherwise.</summary>
    private static void WriteAddresses(IReadOnlyList<EnvelopeAddress> addresses, ImapWriter output)
    {
        output.Write(" "u8);
        if (addresses.Count == 0)
        {
            output.Nil();
            return;
        }
        output.Write("("u8);
        foreach (var address in addresses)
        {
            output.Write("("u8).HeaderText(address.Name).Write(" "u8).HeaderText(address.Route);
            output.Write(" "u8).HeaderText(address.Mailbox).Write(" "u8).HostText(address.Host).Write(")"u8);
        }
        output.Write(")"u8);
    }
}
