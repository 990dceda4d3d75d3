using System.IO.Compression;
using System.Net;
using System.Text;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security;
using MailCloud.Outbound.Security.Reporting;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Outbound.Tests.Security.Reporting;

/// <summary>From what is observed of a domain's servers to the report that it gets (RFC 8460).</summary>
public sealed class TlsReporterTests : IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryDns dns = new();
    private readonly MemoryTlsObservationStore store = new();
    private readonly MemorySpool spool = new();
    private readonly ReportSite site = new();
    private readonly HttpClient http;

    public TlsReporterTests() => http = new HttpClient(site);

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task A_domain_is_told_of_the_day_before_once()
    {
        dns.Text("_smtp._tls.example.net", "v=TLSRPTv1; rua=mailto:tls@example.net,https://reports.example.net/tls");
        await ObserveAsync("example.net", TlsPolicyKind.Sts, null);
        await ObserveAsync("example.net", TlsPolicyKind.Sts, null);
        await ObserveAsync("example.net", TlsPolicyKind.Sts, TlsFailure.CertificateHostMismatch);
        await ObserveAsync("example.net", TlsPolicyKind.Sts, TlsFailure.CertificateHostMismatch);
        await ObserveAsync("example.org", TlsPolicyKind.NoPolicyFound, null);

        await SendAsync();
        Assert.Empty(spool.Messages);

        time.Advance(TimeSpan.FromDays(1));
        await SendAsync();
        await SendAsync();

        const string expected = """
            {"organization-name":"mail.example.com",
            "date-range":{"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},
            "contact-info":"postmaster@example.com","report-id":"2026-03-01.example.net@mail.example.com",
            "policies":[{"policy":{"policy-type":"sts","policy-domain":"example.net"},
            "summary":{"total-successful-session-count":2,"total-failure-session-count":2},
            "failure-details":[{"result-type":"certificate-host-mismatch","receiving-mx-hostname":"mx.example.net",
            "receiving-ip":"192.0.2.1","failed-session-count":2}]}]}
            """;
        var (posted, type) = Assert.Single(site.Posts);
        Assert.Equal(expected.ReplaceLineEndings(""), Uncompressed(posted));
        Assert.Equal("application/tlsrpt+gzip", type);

        var mail = Assert.Single(spool.Messages);
        Assert.Null(mail.Envelope.ReversePath);
        Assert.Equal("tls@example.net", Assert.Single(mail.Envelope.Recipients).Address.ToString());
        Assert.Contains("\r\nTLS-Report-Domain: example.net\r\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("filename=\"mail.example.com!example.net!1772323200!1772409599.json.gz\"", mail.Text, StringComparison.Ordinal);
        var attachment = mail.Text.Split("\r\n\r\n")[^1].Split("\r\n--")[0];
        Assert.Equal(expected.ReplaceLineEndings(""), Uncompressed(Convert.FromBase64String(attachment)));
    }

    [Fact]
    public async Task A_site_that_does_not_answer_stops_nobody()
    {
        site.Fails = true;
        dns.Text("_smtp._tls.example.net", "v=TLSRPTv1;rua=https://reports.example.net/tls")
            .Text("_smtp._tls.example.org", "v=TLSRPTv1;rua=mailto:tls@example.org");
        await ObserveAsync("example.net", TlsPolicyKind.Sts, null);
        await ObserveAsync("example.org", TlsPolicyKind.Tlsa, TlsFailure.TlsaInvalid);
        time.Advance(TimeSpan.FromDays(1));
        await SendAsync();
        Assert.Single(spool.Messages);
    }

    [Theory]
    [InlineData("v=TLSRPTv1; rua=mailto:a@example.net", "mailto:a@example.net")]
    [InlineData("v=TLSRPTv1;rua=mailto:a@example.net , https://b.example/c", "mailto:a@example.net https://b.example/c")]
    [InlineData("v=TLSRPTv1;rua=http://b.example/c,ftp://x,mailto:,mailto:nobody", "")]
    [InlineData("v=TLSRPTv2;rua=mailto:a@example.net", "")]
    [InlineData("v=TLSRPTv1", "")]
    public void A_record_says_where_reports_go(string record, string targets) =>
        Assert.Equal(targets, string.Join(' ', ReportingRecord.Parse([record, "other"])));

    private ValueTask ObserveAsync(string domain, TlsPolicyKind kind, TlsFailure? failure)
    {
        var policy = new TlsPolicy(TlsLevel.Verified) { Domain = domain, Kind = kind };
        var hop = new NextHop("mx.example.net", new IPEndPoint(IPAddress.Parse("192.0.2.1"), 25), policy);
        return new TlsRecorder(dns, store, time, NullLogger<TlsRecorder>.Instance).ObserveAsync(hop, failure, CancellationToken.None);
    }

    private ValueTask SendAsync() =>
        new TlsReporter(
            dns,
            store,
            spool,
            http,
            "mail.example.com",
            Letters.AddressOf("postmaster@example.com"),
            time,
            NullLogger<TlsReporter>.Instance
        ).SendDueAsync(CancellationToken.None);

    private static string Uncompressed(byte[] octets)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(octets), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private sealed class ReportSite : HttpMessageHandler
    {
        public List<(byte[] Octets, string? Type)> Posts { get; } = [];

        public bool Fails { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Fails)
                throw new HttpRequestException("Nobody is there, as the test wants it.");
            Posts.Add((await request.Content!.ReadAsByteArrayAsync(cancellationToken), request.Content.Headers.ContentType?.MediaType));
            return new HttpResponseMessage(HttpStatusCode.Created);
        }
    }
}
