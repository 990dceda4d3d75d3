using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;
using MimeKit;
using MimeKit.Utils;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>Writes the answer of somebody who is away (RFC 3834 §3).</summary>
internal sealed class VacationReply(VacationResponse vacation, Address own, Address sender, string hostName, DateTimeOffset now)
{
    private const int MaxSubject = 200;

    /// <summary>References that an answer repeats: the first, and the last of them.</summary>
    private const int MaxReferences = 20;

    /// <param name="answered">The message that is answered.</param>
    public byte[] Write(MessageSummary answered)
    {
        var message = new MimeMessage
        {
            Date = now,
            Subject = SubjectOf(answered),
            MessageId = MimeUtils.GenerateMessageId(hostName),
            Body = BodyOf(),
        };
        message.From.Add(new MailboxAddress(name: null, own.ToString()));
        message.To.Add(new MailboxAddress(name: null, sender.ToString()));
        message.Headers.Add("Auto-Submitted", "auto-replied (vacation)");
        if (answered.MessageId is { } id)
        {
            message.Headers.Add(HeaderId.InReplyTo, $"<{id}>");
            message.Headers.Add(HeaderId.References, string.Join(' ', ReferencesOf(answered).Append(id).Select(each => $"<{each}>")));
        }
        using var octets = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        message.WriteTo(format, octets);
        return octets.ToArray();
    }

    private string SubjectOf(MessageSummary answered)
    {
        if (vacation.Subject is { Length: > 0 } own)
            return own;
        var subject = HeaderText.Decode(answered.Envelope.Subject ?? "").Trim();
        return "Auto: " + (subject.Length <= MaxSubject ? subject : subject[..MaxSubject]);
    }

    private static IEnumerable<string> ReferencesOf(MessageSummary answered) =>
        answered.References.Count <= MaxReferences
            ? answered.References
            : answered.References.Take(1).Concat(answered.References.TakeLast(MaxReferences - 1));

    private MimeEntity BodyOf()
    {
        var text = vacation.TextBody is { } words ? new TextPart("plain") { Text = words } : null;
        var html = vacation.HtmlBody is { } page ? new TextPart("html") { Text = page } : null;
        return text is not null && html is not null
            ? new MultipartAlternative(text, html)
            : text ?? html ?? new TextPart("plain") { Text = "I am away and will read your message when I am back." };
    }
}
