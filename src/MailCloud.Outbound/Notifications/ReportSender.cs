using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Outbound.Notifications;

/// <summary>
/// Sends reports through the spool like any other message, from nobody: a report that cannot be delivered is not reported (RFC 3461 §6.1).
/// </summary>
public sealed class ReportSender(IMailStore store, ISpool spool, ReportWriter writer, ILogger<ReportSender> log)
{
    /// <exception cref="StoreUnavailableException">It is not on its way; say it again.</exception>
    public async ValueTask SendAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        var sender = report.Message.Envelope.ReversePath!;
        var returned = await ReturnedContent.ReadAsync(store, report, cancellationToken);
        await using var message = spool.BeginMessage();
        await message.WriteAsync(writer.Write(report, returned), cancellationToken);
        var envelope = new SmtpEnvelope(ReversePath: null, [new EnvelopeRecipient(sender) { Notify = NotifyOn.Never }])
        {
            IsReport = true,
            // What must not travel in the clear does not come back in the clear either (RFC 8689 §5).
            RequireTls = report.Message.Envelope.RequireTls,
            IsInternational = !sender.IsAscii(),
        };
        await message.CompleteAsync("Return-Path: <>\r\n"u8.ToArray(), envelope, cancellationToken);
        log.LogInformation("{Sender} is told of {Recipients} recipients: {Action}", sender, report.Recipients.Length, report.Action);
    }
}
