using System.Globalization;
using System.Text;
using MailCloud.Mail.Addresses;
using MimeKit;
using MimeKit.Utils;

namespace MailCloud.Outbound.Notifications;

/// <summary>
/// Writes a delivery status notification: a multipart/report (RFC 6522) of words for people, fields for programs (RFC 3464 §2) and what comes back of the
/// message. All of it is ASCII but what comes back; addresses beyond ASCII are written as RFC 6533 §3 wants them there.
/// </summary>
/// <param name="hostName">The reporting server's name.</param>
public sealed class ReportWriter(string hostName, TimeProvider time)
{
    public byte[] Write(DeliveryReport report, ReturnedContent? returned)
    {
        var now = time.GetUtcNow();
        var parts = new MultipartReport("delivery-status")
        {
            new TextPart("plain") { Text = ReportText.Of(report, hostName) },
            Status(report),
        };
        if (returned is not null)
            parts.Add(returned.ToPart());
        var message = new MimeMessage
        {
            Date = now,
            Subject = ReportText.SubjectOf(report),
            MessageId = MimeUtils.GenerateMessageId(hostName),
            Body = parts,
        };
        message.From.Add(new MailboxAddress("Mail Delivery System", $"mailer-daemon@{hostName}"));
        message.Headers.Add(HeaderId.To, AsciiText.Of(report.Message.Envelope.ReversePath!.ToWire()));
        // RFC 3834 §5: nothing answers it.
        message.Headers.Add("Auto-Submitted", "auto-replied");
        if (returned?.MessageId is { } id)
            message.Headers.Add(HeaderId.InReplyTo, AsciiText.Of($"<{id}>"));

        using var octets = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        message.WriteTo(format, octets);
        return octets.ToArray();
    }

    private MessageDeliveryStatus Status(DeliveryReport report)
    {
        var status = new MessageDeliveryStatus();
        var message = new HeaderList { { "Reporting-MTA", $"dns; {hostName}" } };
        if (report.Message.Envelope.EnvelopeId is { } id)
            message.Add("Original-Envelope-Id", AsciiText.Of(id));
        message.Add("Arrival-Date", Date(DateTimeOffset.FromUnixTimeSeconds(report.Message.ReceivedSeconds)));
        status.StatusGroups.Add(message);
        foreach (var recipient in report.Recipients)
            status.StatusGroups.Add(Fields(recipient, report.RetryUntil));
        return status;
    }

    private static HeaderList Fields(ReportedRecipient reported, DateTimeOffset? retryUntil)
    {
        var fields = new HeaderList();
        if (reported.Recipient.OriginalRecipient is { } original)
            fields.Add("Original-Recipient", $"{original.AddressType}; {AsciiText.Of(original.Address)}");
        fields.Add("Final-Recipient", FinalRecipient(reported.Recipient.Address));
        fields.Add("Action", ActionName(reported.Action));
        fields.Add("Status", reported.Last?.Status ?? StatusOf(reported.Action));
        if (reported.Last?.RemoteHost is { } host)
            fields.Add("Remote-MTA", $"dns; {AsciiText.Of(host)}");
        if (reported.Last?.DiagnosticCode is { } diagnostic)
            fields.Add("Diagnostic-Code", AsciiText.Of(diagnostic));
        if (reported.Last is { } last)
            fields.Add("Last-Attempt-Date", Date(last.Time));
        if (retryUntil is { } until)
            fields.Add("Will-Retry-Until", Date(until));
        return fields;
    }

    // RFC 6533 §3: an address beyond ASCII is of its own type.
    private static string FinalRecipient(Address address) =>
        address.IsAscii() ? $"rfc822; {address.ToWire()}" : $"utf-8; {AsciiText.Of(address.ToWire())}";

    private static string ActionName(ReportAction action) =>
        action switch
        {
            ReportAction.Failed => "failed",
            ReportAction.Delayed => "delayed",
            ReportAction.Delivered => "delivered",
            ReportAction.Relayed => "relayed",
            _ => "expanded",
        };

    // RFC 3463 §3.5, §2: the time is up, or it is well.
    private static string StatusOf(ReportAction action) =>
        action switch
        {
            ReportAction.Failed => "5.4.7",
            ReportAction.Delayed => "4.4.7",
            _ => "2.0.0",
        };

    private static string Date(DateTimeOffset date) => DateUtils.FormatDate(date.ToUniversalTime());
}

/// <summary>Text where only visible ASCII may stand.</summary>
internal static class AsciiText
{
    /// <summary>The text with every other character as <c>\x{HEX}</c> (RFC 6533 §3, <c>utf-8-addr-xtext</c>), spaces for control characters.</summary>
    public static string Of(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (Rune.IsControl(rune))
                ascii.Append(' ');
            else if (rune.IsAscii)
                ascii.Append((char)rune.Value);
            else
                ascii.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X}}}");
        return ascii.ToString();
    }
}
