using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MailCloud.Mail.TransportSecurity;

namespace MailCloud.Outbound.Security.Reporting;

/// <summary>What one domain is told about one day (RFC 8460 §4).</summary>
/// <param name="Organization">Who reports: this server's name.</param>
/// <param name="Contact">Whom to ask about it.</param>
public sealed record TlsReport(
    string Domain,
    DateOnly Day,
    string Organization,
    string Contact,
    ImmutableArray<TlsObservation> Observations
)
{
    /// <summary>The same for the same domain and day: who gets a report twice can tell.</summary>
    public string Id => $"{Day:yyyy-MM-dd}.{Domain}@{Organization}";

    /// <summary>The name of the file that holds it (RFC 8460 §5.1).</summary>
    public string FileName
    {
        get
        {
            var start = new DateTimeOffset(Day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
            return $"{Organization}!{Domain}!{start}!{start + 86_399}.json.gz";
        }
    }

    /// <summary>The report in JSON (RFC 8460 §4.4).</summary>
    public byte[] ToJson()
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteString("organization-name", Organization);
            json.WriteStartObject("date-range");
            json.WriteString("start-datetime", Day.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture));
            json.WriteString("end-datetime", Day.ToString("yyyy-MM-dd'T23:59:59Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteString("contact-info", Contact);
            json.WriteString("report-id", Id);
            json.WriteStartArray("policies");
            foreach (var policy in Observations.GroupBy(observation => observation.Policy).OrderBy(group => group.Key))
                WritePolicy(json, policy.Key, [.. policy]);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return octets.ToArray();
    }

    private void WritePolicy(Utf8JsonWriter json, TlsPolicyKind kind, ImmutableArray<TlsObservation> all)
    {
        json.WriteStartObject();
        json.WriteStartObject("policy");
        json.WriteString("policy-type", WordOf(kind));
        json.WriteString("policy-domain", Domain);
        json.WriteEndObject();
        json.WriteStartObject("summary");
        json.WriteNumber("total-successful-session-count", all.Count(observation => observation.Failure is null));
        json.WriteNumber("total-failure-session-count", all.Count(observation => observation.Failure is not null));
        json.WriteEndObject();
        json.WriteStartArray("failure-details");
        foreach (var same in all.Where(observation => observation.Failure is not null).GroupBy(Key).OrderBy(group => group.Key))
        {
            json.WriteStartObject();
            json.WriteString("result-type", WordOf(same.Key.Failure));
            json.WriteString("receiving-mx-hostname", same.Key.Host);
            json.WriteString("receiving-ip", same.Key.Address);
            json.WriteNumber("failed-session-count", same.Count());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static (TlsFailure Failure, string Host, string Address) Key(TlsObservation observation) =>
        (observation.Failure!.Value, observation.Host, observation.Address);

    private static string WordOf(TlsPolicyKind kind) =>
        kind switch
        {
            TlsPolicyKind.Sts => "sts",
            TlsPolicyKind.Tlsa => "tlsa",
            _ => "no-policy-found",
        };

    private static string WordOf(TlsFailure failure) =>
        failure switch
        {
            TlsFailure.StartTlsNotSupported => "starttls-not-supported",
            TlsFailure.CertificateHostMismatch => "certificate-host-mismatch",
            TlsFailure.CertificateExpired => "certificate-expired",
            TlsFailure.CertificateNotTrusted => "certificate-not-trusted",
            TlsFailure.TlsaInvalid => "tlsa-invalid",
            TlsFailure.DnssecInvalid => "dnssec-invalid",
            TlsFailure.DaneRequired => "dane-required",
            TlsFailure.StsPolicyFetchError => "sts-policy-fetch-error",
            TlsFailure.StsPolicyInvalid => "sts-policy-invalid",
            TlsFailure.StsWebPkiInvalid => "sts-webpki-invalid",
            _ => "validation-failure",
        };
}
