using System.Globalization;
using System.Text;
using MailCloud.Mail.Addresses;

namespace MailCloud.Outbound.Security.Reporting;

/// <summary>A report as a message (RFC 8460 §5.3).</summary>
internal static class TlsReportMail
{
    private const int LineOctets = 57;

    /// <param name="file">The report, compressed.</param>
    public static byte[] Write(TlsReport report, byte[] file, Address sender, Address recipient, DateTimeOffset now)
    {
        var boundary = $"tlsrpt-{report.Day:yyyyMMdd}-{Guid.NewGuid():N}";
        var text = new StringBuilder();
        Line($"From: <{sender.ToWire()}>");
        Line($"To: <{recipient.ToWire()}>");
        Line($"Date: {now.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)}");
        Line($"Message-ID: <{Guid.NewGuid():N}@{report.Organization}>");
        Line($"Subject: Report Domain: {report.Domain} Submitter: {report.Organization} Report-ID: <{report.Id}>");
        Line($"TLS-Report-Domain: {report.Domain}");
        Line($"TLS-Report-Submitter: {report.Organization}");
        Line("Auto-Submitted: auto-generated");
        Line("MIME-Version: 1.0");
        Line($"Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=\"{boundary}\"");
        Line();
        Line($"--{boundary}");
        Line("Content-Type: text/plain; charset=us-ascii");
        Line();
        Line($"How TLS went with the mail servers of {report.Domain} on {report.Day:yyyy-MM-dd} (UTC).");
        Line($"Report of {report.Organization} (RFC 8460). Questions: {report.Contact}");
        Line();
        Line($"--{boundary}");
        Line("Content-Type: application/tlsrpt+gzip");
        Line("Content-Transfer-Encoding: base64");
        Line($"Content-Disposition: attachment; filename=\"{report.FileName}\"");
        Line();
        foreach (var piece in file.Chunk(LineOctets))
            Line(Convert.ToBase64String(piece));
        Line($"--{boundary}--");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Line(string line = "") => text.Append(line).Append("\r\n");
    }
}
