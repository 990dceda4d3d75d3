using System.Globalization;
using System.Text;
using MailCloud.Mail.Addresses;

namespace MailCloud.Outbound.Notifications;

/// <summary>What a report says to people.</summary>
internal static class ReportText
{
    public static string SubjectOf(DeliveryReport report) =>
        report.Action switch
        {
            ReportAction.Failed => "Your message could not be delivered",
            ReportAction.Delayed => "Your message is delayed",
            _ => "Your message was delivered",
        };

    public static string Of(DeliveryReport report, string hostName)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"This is the mail server {hostName}. Your message of {Time(DateTimeOffset.FromUnixTimeSeconds(report.Message.ReceivedSeconds))}"
        );
        text.AppendLine(Opening(report)).AppendLine();
        foreach (var recipient in report.Recipients)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {recipient.Recipient.Address.ToWire()}");
            text.AppendLine(CultureInfo.InvariantCulture, $"    {Explain(recipient)}");
        }
        text.AppendLine().AppendLine(Closing(report));
        return text.ToString();
    }

    private static string Opening(DeliveryReport report) =>
        report.Action switch
        {
            ReportAction.Failed => "could not be delivered to:",
            ReportAction.Delayed => "has not been delivered yet to:",
            _ => "has arrived, or was handed on, for:",
        };

    private static string Closing(DeliveryReport report) =>
        report switch
        {
            { Action: ReportAction.Failed } when report.Recipients.All(recipient => recipient.Last?.RemoteHost is null) =>
                "It is not tried again. The reason above tells what to change before you send it again.",
            { Action: ReportAction.Failed } =>
                "It is not tried again. What the other server said tells what to change before you send it again.",
            { Action: ReportAction.Delayed, RetryUntil: { } until } =>
                $"You need not do anything: it is tried again until {Time(until)}. You will hear from us if it fails in the end.",
            _ => "You asked for this notice when you sent the message.",
        };

    private static string Explain(ReportedRecipient recipient) =>
        recipient switch
        {
            { Action: ReportAction.Delivered } => "delivered to the mailbox",
            { Action: ReportAction.Expanded } => "sent on to the addresses that it stands for; there are no further notices from them",
            { Action: ReportAction.Relayed, Last.RemoteHost: { } host } => $"handed to {host}, which sends no further notice",
            { Last: { RemoteHost: { } host, DiagnosticCode: not null } last } => $"{host} said: {last.Status} {last.Text}",
            { Last: { } last } => $"{last.Status} {last.Text}",
            _ => "it could not be tried within the time that there was",
        };

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
