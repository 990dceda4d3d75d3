using System.Net;
using MailCloud.Dns;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Security.MtaSts;
using MailCloud.Outbound.Tests.Scripts;
using MailCloud.Testing;

namespace MailCloud.Outbound.Tests.Security;

/// <summary>What follows from a domain's MTA-STS policy (RFC 8461 §5).</summary>
public sealed class MtaStsTests : IDisposable
{
    private const string Untrusted = """
        S: 220 mx1.example.net ESMTP
        C: EHLO mail.example.com
        S: 250-mx1.example.net
        S: 250 STARTTLS
        C: STARTTLS
        S: 220 Go on
        TLS untrusted

        """;

    private const string Transaction = """
        C: EHLO mail.example.com
        S: 250 mx1.example.net
        C: MAIL FROM:<alice@example.com>
        S: 250 Ok
        C: RCPT TO:<bob@example.net>
        S: 250 Ok
        C: DATA
        S: 354 Go on
        CONTENT
        S: 250 Ok
        """;

    private readonly PolicySite site = new();
    private readonly MemoryStsPolicyStore store = new();

    public void Dispose() => site.Dispose();

    private Outpost Outpost()
    {
        var outpost = new Outpost();
        outpost.Dns.Text("_mta-sts.example.net", "v=STSv1; id=1;");
        outpost.Sts = site.Policies(outpost.Dns, store, outpost.Time);
        return outpost;
    }

    [Fact]
    public async Task Servers_that_prove_who_they_are_get_mail_and_others_none()
    {
        await using var outpost = Outpost();
        outpost.Servers.At("192.0.2.1", Untrusted);
        var attempt = await outpost.SendAsync("bob@example.net");
        // The second server is not in the policy, and is not even connected to.
        Assert.Equal((DeliveryResult.TemporaryFailure, "4.7.5"), (attempt.Result, attempt.Status));
        Assert.Equal(["192.0.2.1:25"], outpost.Servers.Connections);
        Assert.Equal(("mx1.example.net", TlsPolicyKind.Sts, TlsFailure.CertificateNotTrusted), Assert.Single(outpost.Observer.Seen));

        outpost.Servers.At("192.0.2.1", Untrusted.Replace("untrusted", "trusted", StringComparison.Ordinal) + Transaction);
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.net")).Result);
        Assert.Equal(["https://mta-sts.example.net/.well-known/mta-sts.txt"], site.Requests);
    }

    [Fact]
    public async Task A_policy_in_testing_forbids_nothing_and_is_reported()
    {
        site.Text = site.Text.Replace("enforce", "testing", StringComparison.Ordinal);
        await using var outpost = Outpost();
        outpost.Servers.At("192.0.2.1", Untrusted + Transaction);
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("bob@example.net")).Result);
        Assert.Equal(("mx1.example.net", TlsPolicyKind.Sts, TlsFailure.CertificateNotTrusted), Assert.Single(outpost.Observer.Seen));
    }

    [Fact]
    public async Task A_policy_that_stays_is_fetched_anew_before_it_runs_out()
    {
        await using var outpost = Outpost();
        await outpost.Sts!.FindAsync("example.net", CancellationToken.None);
        outpost.Time.Advance(TimeSpan.FromHours(11));
        await outpost.Sts.FindAsync("example.net", CancellationToken.None);
        Assert.Single(site.Requests);

        outpost.Time.Advance(TimeSpan.FromHours(2));
        site.Status = HttpStatusCode.BadGateway;
        var (policy, failure) = await outpost.Sts.FindAsync("example.net", CancellationToken.None);
        Assert.NotNull(policy);
        Assert.Null(failure);
        Assert.Equal(2, site.Requests.Count);

        outpost.Time.Advance(TimeSpan.FromMinutes(6));
        site.Status = HttpStatusCode.OK;
        await outpost.Sts.FindAsync("example.net", CancellationToken.None);
        outpost.Dns.Fail("_mta-sts.example.net");
        outpost.Time.Advance(TimeSpan.FromHours(20));
        Assert.NotNull((await outpost.Sts.FindAsync("example.net", CancellationToken.None)).Policy);
    }

    [Fact]
    public async Task A_kept_policy_outlives_a_dns_that_hides_it()
    {
        await using var outpost = Outpost();
        await outpost.Sts!.FindAsync("example.net", CancellationToken.None);
        outpost.Dns.Fail("_mta-sts.example.net");
        Assert.Equal(StsMode.Enforce, (await outpost.Sts.FindAsync("example.net", CancellationToken.None)).Policy?.Mode);

        outpost.Time.Advance(TimeSpan.FromSeconds(86401));
        Assert.Null((await outpost.Sts.FindAsync("example.net", CancellationToken.None)).Policy);
    }

    [Fact]
    public async Task A_new_id_means_a_new_policy_and_until_it_can_be_had_the_old_one_holds()
    {
        await using var outpost = Outpost();
        await store.SaveAsync(
            "example.net",
            new StoredStsPolicy("0", site.Text, outpost.Time.GetUtcNow() + TimeSpan.FromDays(1)),
            CancellationToken.None
        );
        site.Status = HttpStatusCode.NotFound;
        var lookup = await outpost.Sts!.FindAsync("example.net", CancellationToken.None);
        Assert.Equal((StsMode.Enforce, TlsFailure.StsPolicyFetchError), (lookup.Policy?.Mode, lookup.Failure));

        // Not asked for again at once.
        site.Status = HttpStatusCode.OK;
        site.Text = site.Text.Replace("enforce", "none", StringComparison.Ordinal);
        Assert.Equal(StsMode.Enforce, (await outpost.Sts.FindAsync("example.net", CancellationToken.None)).Policy?.Mode);
        Assert.Single(site.Requests);

        outpost.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(StsMode.None, (await outpost.Sts.FindAsync("example.net", CancellationToken.None)).Policy?.Mode);
        Assert.Equal("1", (await store.FindAsync("example.net", CancellationToken.None))?.Id);
    }

    [Theory]
    [InlineData(HttpStatusCode.Redirect, "text/plain", null)]
    [InlineData(HttpStatusCode.InternalServerError, "text/plain", null)]
    [InlineData(HttpStatusCode.OK, "text/html", null)]
    [InlineData(HttpStatusCode.OK, "text/plain", "version: nonsense")]
    public async Task What_is_no_policy_file_is_no_policy(HttpStatusCode status, string type, string? text)
    {
        await using var outpost = Outpost();
        (site.Status, site.ContentType, site.Text) = (status, type, text ?? site.Text);
        var lookup = await outpost.Sts!.FindAsync("example.net", CancellationToken.None);
        Assert.Equal((null, text is null ? TlsFailure.StsPolicyFetchError : TlsFailure.StsPolicyInvalid), (lookup.Policy, lookup.Failure));
    }

    [Fact]
    public async Task A_policy_file_without_end_is_no_policy()
    {
        await using var outpost = Outpost();
        site.Text += new string('#', 70_000);
        Assert.Null((await outpost.Sts!.FindAsync("example.net", CancellationToken.None)).Policy);
    }

    [Fact]
    public async Task A_domain_without_a_record_is_not_asked_for_a_policy()
    {
        await using var outpost = Outpost();
        Assert.Equal(default, await outpost.Sts!.FindAsync("example.org", CancellationToken.None));
        Assert.Empty(site.Requests);
    }

    [Fact]
    public async Task A_policy_is_not_fetched_from_our_own_neighbourhood()
    {
        var dns = new MemoryDns().Address("mta-sts.example.net", "127.0.0.1").Address("mta-sts.example.net", "fd00::1");
        using var http = PublicHttp.CreateClient(dns, allowsPrivateAddresses: false);
        Assert.Null(await new PolicyFetcher(http).FetchAsync("example.net", CancellationToken.None));
        Assert.Contains("A mta-sts.example.net", dns.Queries);
        var inner = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("https://mta-sts.example.net/")));
        Assert.Equal("mta-sts.example.net has no address to connect to.", inner.InnerException?.Message);
    }
}
