using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace MailCloud.Listener;

/// <summary>
/// What is measured of the certificates in use: <c>mailcloud.listener.certificate.remaining</c>, the days until each expires, by its name in the vault
/// (negative: it has expired).
/// </summary>
internal sealed class CertificateMetrics : IDisposable
{
    private readonly Meter meter = new("MailCloud.Listener");
    private readonly ConcurrentDictionary<string, DateTimeOffset> expiries = new(StringComparer.Ordinal);

    public CertificateMetrics(TimeProvider time) =>
        meter.CreateObservableGauge(
            "mailcloud.listener.certificate.remaining",
            () =>
                expiries.Select(entry => new Measurement<double>(
                    (entry.Value - time.GetUtcNow()).TotalDays,
                    new KeyValuePair<string, object?>("certificate", entry.Key)
                )),
            "d",
            "Days until a certificate in use expires."
        );

    public void Note(string name, DateTimeOffset expires) => expiries[name] = expires;

    public void Dispose() => meter.Dispose();
}
