using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace MailCloud.Certificates.Renewal;

/// <summary>Tells how long a certificate is good for: to the log, and as the gauge <c>mailcloud.certificate.days_left</c>.</summary>
internal static class CertificateLife
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MailCloud.Certificates";

    private const int Worrying = 14;

    private static readonly Meter Meter = new(MeterName);

    private static readonly Gauge<double> DaysLeft = Meter.CreateGauge<double>(
        "mailcloud.certificate.days_left",
        "d",
        "Days until the newest certificate ends; negative when it has ended."
    );

    /// <param name="certificate">Null: there is none.</param>
    public static void Report(string name, X509Certificate2? certificate, DateTimeOffset now, ILogger log)
    {
        if (certificate is null)
        {
            log.LogWarning("There is no certificate {Certificate} in the vault", name);
            return;
        }
        var days = (certificate.NotAfter.ToUniversalTime() - now.UtcDateTime).TotalDays;
        DaysLeft.Record(Math.Round(days, 2), new KeyValuePair<string, object?>("certificate", name));
        log.Log(
            days < Worrying ? LogLevel.Warning : LogLevel.Information,
            "The certificate {Certificate} is good for {Days} days",
            name,
            Math.Floor(days)
        );
    }
}
