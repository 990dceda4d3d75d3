using System.Text;
using MimeKit.Utils;

namespace MailCloud.Mail.Messages;

/// <summary>What a summary keeps of a message's header besides the description of its body.</summary>
/// <param name="References">The text of the <c>References</c> field, or null.</param>
internal sealed record MessageFields(Envelope Envelope, DateTimeOffset? SentDate, string? References)
{
    /// <param name="block">The header.</param>
    /// <param name="charset">The charset of 8-bit text that is not UTF-8, or null.</param>
    public static MessageFields Read(ReadOnlySpan<byte> block, Encoding? charset, FieldBudget budget)
    {
        string? date = null,
            subject = null,
            inReplyTo = null,
            messageId = null,
            references = null;
        List<EnvelopeAddress> from = [],
            sender = [],
            replyTo = [],
            to = [],
            cc = [],
            bcc = [];
        foreach (var field in new HeaderBlock(block))
        {
            // The common field names differ in their first letter or length, so this is a handful of comparisons a field.
            if (field.Is("Date"))
                date ??= Read(field);
            else if (field.Is("Subject"))
                subject ??= Read(field);
            else if (field.Is("Message-ID"))
                messageId ??= Read(field);
            else if (field.Is("In-Reply-To"))
                inReplyTo ??= Read(field);
            else if (field.Is("References"))
                references ??= Read(field);
            else if (ListFor(field) is { } list)
                AddressList.Read(Read(field), list);
        }
        var envelope = new Envelope
        {
            Date = date,
            Subject = subject,
            From = from,
            Sender = sender.Count > 0 ? sender : from,
            ReplyTo = replyTo.Count > 0 ? replyTo : from,
            To = to,
            Cc = cc,
            Bcc = bcc,
            InReplyTo = inReplyTo,
            MessageId = messageId,
        };
        return new MessageFields(envelope, DateUtils.TryParse(date ?? "", out var sent) ? sent : null, references);

        string Read(HeaderField field) => HeaderText.Unfold(budget.Take(field.Value), charset);

        List<EnvelopeAddress>? ListFor(HeaderField field) =>
            field.Is("From") ? from
            : field.Is("Sender") ? sender
            : field.Is("Reply-To") ? replyTo
            : field.Is("To") ? to
            : field.Is("Cc") ? cc
            : field.Is("Bcc") ? bcc
            : null;
    }
}
