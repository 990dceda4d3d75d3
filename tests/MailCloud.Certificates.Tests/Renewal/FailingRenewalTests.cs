using System.Net;
using MailCloud.Certificates.Renewal;
using MailCloud.Certificates.Vault;
using MailCloud.Testing;
using MailCloud.Testing.Peers;

namespace MailCloud.Certificates.Tests.Renewal;

/// <summary>When certificates do not come: the operator is told why, nothing is left behind, and nobody is asked more often than is good.</summary>
public sealed class FailingRenewalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proof_that_the_authority_does_not_find_is_told_and_not_tried_again_at_once()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        // The authority sees another DNS than we do, in which the text is an old one.
        using var stale = TestDnsServer.Start(new MemoryDns().Text("_acme-challenge.mail.example.org", "an old text"));
        await world.RestartPebbleAsync(PebbleServer.StartAsync(stale.EndPoint));
        var seen = new RequestLog();

        var failed = await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel);
        Assert.Equal(RenewalResult.Failed, failed.Result);
        Assert.Contains("mail.example.org", failed.Problem, StringComparison.Ordinal);
        Assert.Contains("(unauthorized)", failed.Problem, StringComparison.Ordinal);
        Assert.Empty(world.Azure.Texts("_acme-challenge.mail.example.org"));

        var before = seen.Count("/order-plz");
        var waiting = await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel);
        Assert.Equal(RenewalResult.Waiting, waiting.Result);
        Assert.Equal(failed.Problem, waiting.Problem);
        Assert.Equal(before, seen.Count("/order-plz"));

        // When its time has come it is tried with a new order, and with the request that waits in the vault.
        await world.RestartPebbleAsync(PebbleServer.StartAsync(world.Azure.DnsEndPoint));
        world.Time.Shift = failed.NextTry!.Value - TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1);
        var directory = world.Pebble.Directory;
        Assert.Equal(RenewalResult.Renewed, (await world.Open(directory: directory).RunAsync(isForced: false, Cancel)).Result);
    }

    [Fact]
    public async Task An_order_that_came_to_nothing_is_followed_by_another_for_the_same_request()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        world.Azure.Records.Fail("_acme-challenge.mail.example.org");
        var seen = new RequestLog();
        // What the authority looks up is not there, because it is taken away when it is to look.
        seen.Answer = request =>
        {
            if (request.RequestUri!.AbsolutePath.Contains("/chalZ/", StringComparison.Ordinal))
                world.Azure.IsBehind = true;
            return null;
        };
        var failed = await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel);
        Assert.Equal(RenewalResult.Failed, failed.Result);
        seen.Answer = null;
        world.Azure.IsBehind = false;
        Assert.Equal(RenewalResult.Renewed, (await world.Open(around: seen.Around).RunAsync(isForced: true, Cancel)).Result);
        Assert.Equal(2, seen.Count("/order-plz 201"));
        Assert.Equal(1, seen.Count("/certificates/mail/create"));
    }

    [Fact]
    public async Task Pauses_between_tries_grow_to_a_day()
    {
        await using var world = await RenewalWorld.StartAsync();
        var nowhere = new Uri("https://127.0.0.1:1/dir");
        var pauses = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var failed = await world.Open(directory: nowhere).RunAsync(isForced: false, Cancel);
            Assert.Equal(RenewalResult.Failed, failed.Result);
            Assert.Contains("cannot be reached", failed.Problem, StringComparison.Ordinal);
            var pause = failed.NextTry!.Value - world.Time.GetUtcNow();
            pauses.Add(Math.Round(pause.TotalMinutes));
            world.Time.Shift += pause + TimeSpan.FromSeconds(1);
        }
        Assert.Equal([55, 115, 235, 475, 955, 1435, 1435], pauses);
    }

    [Theory]
    [InlineData(36, 36)]
    // An authority that asks for an age is not given one.
    [InlineData(100_000, 168)]
    public async Task An_authority_that_wants_to_be_left_alone_is(int wishHours, int hours)
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        var seen = new RequestLog
        {
            Answer = request =>
                request.RequestUri!.AbsolutePath is "/order-plz"
                    ? RequestLog.Problem(
                        HttpStatusCode.TooManyRequests,
                        """{"type":"urn:ietf:params:acme:error:rateLimited","detail":"too many certificates already issued"}""",
                        TimeSpan.FromHours(wishHours)
                    )
                    : null,
        };
        var failed = await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel);
        Assert.Contains("too many certificates already issued (rateLimited)", failed.Problem, StringComparison.Ordinal);
        Assert.Equal(hours, Math.Round((failed.NextTry!.Value - world.Time.GetUtcNow()).TotalHours));
    }

    [Theory]
    [InlineData("application/problem+json", "{not json")]
    [InlineData("application/problem+json", "null")]
    [InlineData("text/html", "<html>")]
    [InlineData("application/json", """{"newNonce":"/nonce","newAccount":"/account","newOrder":"/order"}""")]
    [InlineData("application/problem+json", """{"type":"urn:ietf:params:acme:error:userActionRequired","detail":"new\r\nterms"}""")]
    public async Task Whatever_an_authority_answers_is_a_failure_of_the_order_and_of_nothing_else(string type, string body)
    {
        await using var world = await RenewalWorld.StartAsync();
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.ServiceUnavailable])
        {
            var seen = new RequestLog { Answer = request => Odd(request, status, type, body) };
            var outcome = await world.Open(directory: new Uri("https://ca.test/dir"), around: seen.Around).RunAsync(isForced: true, Cancel);
            Assert.Equal(RenewalResult.Failed, outcome.Result);
            Assert.DoesNotContain('\n', outcome.Problem!);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_that_is_not_the_one_that_was_asked_for_is_not_taken(bool isCertificate)
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        using var other = new LoopbackTls();
        var seen = new RequestLog
        {
            Answer = request =>
                request.RequestUri!.AbsolutePath.StartsWith("/certZ/", StringComparison.Ordinal)
                    ? new HttpResponseMessage
                    {
                        Content = new StringContent(isCertificate ? other.Certificate.ExportCertificatePem() : "no"),
                    }
                    : null,
        };
        Assert.Equal(RenewalResult.Failed, (await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel)).Result);
        Assert.Equal(0, world.Vault.Certificates.CountVersions("mail"));

        seen.Answer = null;
        Assert.Equal(RenewalResult.Renewed, (await world.Open(around: seen.Around).RunAsync(isForced: true, Cancel)).Result);
        Assert.Equal(1, world.Vault.Certificates.CountVersions("mail"));
        // What is unreadable is fetched again; what is wrong is ordered anew.
        Assert.Equal(isCertificate ? 2 : 1, seen.Count("/order-plz 201"));
    }

    [Fact]
    public async Task A_name_in_none_of_our_zones_is_told_before_anything_is_written()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        var outcome = await world.Open(["mail.example.net"]).RunAsync(isForced: false, Cancel);
        Assert.Equal(RenewalResult.Failed, outcome.Result);
        Assert.Contains("MAILCLOUD_DNS_ZONES", outcome.Problem, StringComparison.Ordinal);
        Assert.Empty(world.Azure.Writes);
    }

    [Fact]
    public async Task A_zone_that_we_may_not_write_is_told()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        world.Azure.Outage = 403;
        var outcome = await world.Open().RunAsync(isForced: false, Cancel);
        Assert.Contains("DNS Zone Contributor", outcome.Problem, StringComparison.Ordinal);
        world.Azure.Outage = null;
        Assert.Equal(RenewalResult.Renewed, (await world.Open().RunAsync(isForced: true, Cancel)).Result);
    }

    [Fact]
    public async Task A_proof_that_could_not_be_taken_away_is_taken_away_by_the_next_run()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        var seen = new RequestLog
        {
            Answer = request =>
                request.Method == HttpMethod.Delete
                && request.RequestUri!.Host == world.Azure.Address.Host
                && request.RequestUri.AbsolutePath.Contains("/TXT/", StringComparison.Ordinal)
                    ? new HttpResponseMessage(HttpStatusCode.Forbidden)
                    : null,
        };
        Assert.Equal(RenewalResult.Renewed, (await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel)).Result);
        Assert.Single(world.Azure.Texts("_acme-challenge.mail.example.org"));
        Assert.Equal(RenewalResult.UpToDate, (await world.Open().RunAsync(isForced: false, Cancel)).Result);
        Assert.Empty(world.Azure.Texts("_acme-challenge.mail.example.org"));
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_is_an_error_of_the_run()
    {
        await using var world = await RenewalWorld.StartAsync();
        world.Vault.Outage = 403;
        var error = await Assert.ThrowsAsync<VaultException>(() =>
            world.Open(directory: new Uri("https://ca.test/dir")).RunAsync(isForced: false, Cancel)
        );
        Assert.Contains("mail", error.Message, StringComparison.Ordinal);
        Assert.Contains("403", error.Message, StringComparison.Ordinal);
    }

    private static HttpResponseMessage? Odd(HttpRequestMessage request, HttpStatusCode status, string type, string body) =>
        request.RequestUri!.Host is "ca.test" ? new HttpResponseMessage(status) { Content = new StringContent(body, null, type) } : null;
}
