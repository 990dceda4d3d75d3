using MailCloud.Dns;
using MailCloud.Mail.Store;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Routing;
using Microsoft.Extensions.Logging;

namespace MailCloud.Outbound.Security.Reporting;

/// <summary>Keeps what is observed of the servers of domains that want to be told (RFC 8460 §3).</summary>
public sealed class TlsRecorder(IDnsResolver dns, ITlsObservationStore store, TimeProvider time, ILogger<TlsRecorder> log) : ITlsObserver
{
    public async ValueTask ObserveAsync(NextHop hop, TlsFailure? failure, CancellationToken cancellationToken)
    {
        if (hop.Policy.Domain is not { } domain)
            return;
        var wanted = await ReportingRecord.FindAsync(dns, domain, cancellationToken);
        if (wanted.IsEmpty)
            return;
        var observation = new TlsObservation(domain, hop.Policy.Kind, hop.Host, hop.EndPoint.Address.ToString(), failure);
        try
        {
            await store.AddAsync(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), observation, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            // A report with one connection less is better than a message that waits for it.
            log.LogWarning(e, "What was observed of the TLS of {Host} is not kept", hop.Host);
        }
    }
}
