using System.Collections.Immutable;
using System.IO.Compression;
using System.Net.Http.Headers;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.TransportSecurity;
using Microsoft.Extensions.Logging;

namespace MailCloud.Outbound.Security.Reporting;

/// <summary>
/// Tells the domains that want to know how TLS went with their servers the day before (RFC 8460 §5). A crash on the way may make it tell them again, with the
/// same report id.
/// </summary>
/// <param name="http">A <see cref="PublicHttp"/> client.</param>
/// <param name="hostName">This server's own name.</param>
/// <param name="sender">Who reports, and is asked about it.</param>
public sealed class TlsReporter(
    IDnsResolver dns,
    ITlsObservationStore store,
    ISpool spool,
    HttpClient http,
    string hostName,
    Address sender,
    TimeProvider time,
    ILogger<TlsReporter> log
)
{
    // A domain whose servers fail for a whole day has said enough with these.
    private const int MaxObservations = 100_000;

    /// <summary>Sends what is due; there is nothing to do most of the time.</summary>
    /// <exception cref="Mail.Store.StoreUnavailableException">Some of it is not sent yet; it will be with the next call.</exception>
    public async ValueTask SendDueAsync(CancellationToken cancellationToken)
    {
        var yesterday = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-1);
        var gathered = ImmutableArray.CreateBuilder<TlsObservation>();
        await foreach (var observation in store.ReadAsync(yesterday, cancellationToken))
        {
            if (gathered.Count > 0 && !string.Equals(gathered[0].Domain, observation.Domain, StringComparison.Ordinal))
                await SendAsync(yesterday, gathered.DrainToImmutable(), cancellationToken);
            if (gathered.Count < MaxObservations)
                gathered.Add(observation);
        }
        if (gathered.Count > 0)
            await SendAsync(yesterday, gathered.DrainToImmutable(), cancellationToken);
        await store.RemoveUpToAsync(yesterday, cancellationToken);
    }

    private async ValueTask SendAsync(DateOnly day, ImmutableArray<TlsObservation> observations, CancellationToken cancellationToken)
    {
        var report = new TlsReport(observations[0].Domain, day, hostName, sender.ToString(), observations);
        var file = Compress(report.ToJson());
        foreach (var target in await ReportingRecord.FindAsync(dns, report.Domain, cancellationToken))
            if (ReportingRecord.AddressOf(target) is { } recipient)
                await MailAsync(report, file, recipient, cancellationToken);
            else
                await PostAsync(report, file, target, cancellationToken);
    }

    private async ValueTask MailAsync(TlsReport report, byte[] file, Address recipient, CancellationToken cancellationToken)
    {
        await using var message = spool.BeginMessage();
        await message.WriteAsync(TlsReportMail.Write(report, file, sender, recipient, time.GetUtcNow()), cancellationToken);
        // RFC 8460 §5.3: a report about a report that did not arrive would go round for ever.
        var envelope = new SmtpEnvelope(ReversePath: null, [new EnvelopeRecipient(recipient) { Notify = NotifyOn.Never }])
        {
            IsReport = true,
        };
        await message.CompleteAsync(ReadOnlyMemory<byte>.Empty, envelope, cancellationToken);
        log.LogInformation("{Recipient} is told of the TLS of {Domain} on {Day}", recipient, report.Domain, report.Day);
    }

    private async ValueTask PostAsync(TlsReport report, byte[] file, Uri target, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/tlsrpt+gzip");
        try
        {
            using var response = await http.PostAsync(target, content, cancellationToken);
            log.LogInformation("{Target} is told of the TLS of {Domain}: {Status}", target, report.Domain, (int)response.StatusCode);
        }
        catch (Exception e)
            when ((e is HttpRequestException or IOException or TaskCanceledException) && !cancellationToken.IsCancellationRequested)
        {
            log.LogInformation(e, "{Target} could not be told of the TLS of {Domain}", target, report.Domain);
        }
    }

    private static byte[] Compress(byte[] octets)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(octets);
        return compressed.ToArray();
    }
}
