using System.Collections.Immutable;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Dmarc;
using MailCloud.SenderAuthentication.Spf;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Dmarc;

public class DmarcVerifierTests
{
    private static readonly SpfResult NoSpf = new(SpfStatus.None, null);

    private readonly MemoryDns dns = new();
    private int drawn;

    [Theory]
    // In relaxed mode the organisation counts, in strict mode the domain.
    [InlineData("v=DMARC1; p=reject", "mail.example.org", null, DmarcStatus.Pass)]
    [InlineData("v=DMARC1; p=reject; aspf=s", "mail.example.org", null, DmarcStatus.Fail)]
    [InlineData("v=DMARC1; p=reject; aspf=s", "example.org", null, DmarcStatus.Pass)]
    [InlineData("v=DMARC1; p=reject", null, "lists.example.org", DmarcStatus.Pass)]
    [InlineData("v=DMARC1; p=reject; adkim=s", null, "lists.example.org", DmarcStatus.Fail)]
    [InlineData("v=DMARC1; p=reject; adkim=s", null, "EXAMPLE.org", DmarcStatus.Pass)]
    // Others' names vouch for nothing.
    [InlineData("v=DMARC1; p=reject", "example.net", "example.net", DmarcStatus.Fail)]
    [InlineData("v=DMARC1; p=reject", "org", null, DmarcStatus.Fail)]
    public async Task What_passed_must_be_of_the_domain_in_From(string record, string? spf, string? dkim, DmarcStatus expected)
    {
        dns.Text("_dmarc.example.org", record);
        var result = await CheckAsync(
            ["example.org"],
            spf is null ? NoSpf : new SpfResult(SpfStatus.Pass, spf),
            dkim is null ? [] : [Signature(DkimStatus.Pass, dkim)]
        );
        Assert.Equal(expected, result.Status);
        Assert.Equal(expected is DmarcStatus.Fail ? DmarcPolicy.Reject : DmarcPolicy.None, result.Policy);
    }

    [Fact]
    public async Task A_failed_signature_or_softfail_vouches_for_nothing()
    {
        dns.Text("_dmarc.example.org", "v=DMARC1; p=quarantine");
        var spf = new SpfResult(SpfStatus.SoftFail, "example.org");
        var result = await CheckAsync(
            ["example.org"],
            spf,
            [Signature(DkimStatus.Fail, "example.org"), Signature(DkimStatus.Policy, "example.org")]
        );
        Assert.Equal((DmarcStatus.Fail, DmarcPolicy.Quarantine), (result.Status, result.Policy));
    }

    [Fact]
    public async Task A_subdomain_without_a_record_has_its_organizations_policy_for_subdomains()
    {
        dns.Text("_dmarc.example.co.uk", "v=DMARC1; p=none; sp=reject").Text("_dmarc.own.example.co.uk", "v=DMARC1; p=quarantine");
        Assert.Equal(DmarcPolicy.Reject, (await CheckAsync(["a.b.example.co.uk"])).Policy);
        Assert.Equal(DmarcPolicy.Quarantine, (await CheckAsync(["own.example.co.uk"])).Policy);
        Assert.Equal(DmarcPolicy.None, (await CheckAsync(["example.co.uk"])).Policy);
    }

    [Fact]
    public async Task Without_a_record_there_is_no_policy()
    {
        dns.Text("_dmarc.other.example", "hello");
        Assert.Equal(DmarcStatus.None, (await CheckAsync(["none.example"])).Status);
        Assert.Equal(DmarcStatus.None, (await CheckAsync(["other.example"])).Status);
    }

    [Fact]
    public async Task Two_records_or_an_unreadable_one_are_an_error_and_the_organization_is_not_asked()
    {
        dns.Text("_dmarc.example.org", "v=DMARC1; p=reject")
            .Text("_dmarc.two.example.org", "v=DMARC1; p=reject")
            .Text("_dmarc.two.example.org", "v = DMARC1 ; p=none")
            .Text("_dmarc.odd.example.org", "v=DMARC1; p=perhaps");
        Assert.Equal((DmarcStatus.PermError, DmarcPolicy.None), Facts(await CheckAsync(["two.example.org"])));
        Assert.Equal((DmarcStatus.PermError, DmarcPolicy.None), Facts(await CheckAsync(["odd.example.org"])));
    }

    [Fact]
    public async Task Of_several_authors_the_strictest_domain_decides()
    {
        dns.Text("_dmarc.example.org", "v=DMARC1; p=reject");
        Assert.Equal(DmarcStatus.Fail, (await CheckAsync(["example.org", "EXAMPLE.org"])).Status);
        Assert.Equal(
            DmarcPolicy.Reject,
            (await CheckAsync(["example.net", "example.org"], new SpfResult(SpfStatus.Pass, "example.net"))).Policy
        );
        Assert.Equal(
            DmarcStatus.PermError,
            (await CheckAsync(["a.example", "b.example", "c.example", "d.example", "e.example", "f.example"])).Status
        );
        Assert.Equal(DmarcStatus.PermError, (await CheckAsync([])).Status);
        Assert.Equal(DmarcStatus.PermError, (await CheckAsync(["a..b"])).Status);
    }

    [Fact]
    public async Task Outside_the_sample_the_milder_policy_applies()
    {
        dns.Text("_dmarc.example.org", "v=DMARC1; p=reject; pct=30").Text("_dmarc.example.net", "v=DMARC1; p=quarantine; pct=0");
        drawn = 29;
        Assert.Equal(DmarcPolicy.Reject, (await CheckAsync(["example.org"])).Policy);
        drawn = 30;
        Assert.Equal(DmarcPolicy.Quarantine, (await CheckAsync(["example.org"])).Policy);
        drawn = 0;
        Assert.Equal(DmarcPolicy.None, (await CheckAsync(["example.net"])).Policy);
    }

    [Fact]
    public async Task What_cannot_be_told_now_refuses_nothing()
    {
        dns.Fail("_dmarc.broken.example").Text("_dmarc.example.org", "v=DMARC1; p=reject");
        Assert.Equal((DmarcStatus.TempError, DmarcPolicy.None), Facts(await CheckAsync(["broken.example"])));
        Assert.Equal(
            (DmarcStatus.TempError, DmarcPolicy.None),
            Facts(await CheckAsync(["example.org"], new SpfResult(SpfStatus.TempError, "example.org")))
        );
        Assert.Equal(
            (DmarcStatus.TempError, DmarcPolicy.None),
            Facts(await CheckAsync(["example.org"], NoSpf, [Signature(DkimStatus.TempError, "example.org")]))
        );
    }

    [Fact]
    public async Task A_forger_cannot_keep_the_question_open_with_look_ups_of_his_own()
    {
        dns.Text("_dmarc.example.org", "v=DMARC1; p=reject; adkim=s");
        var result = await CheckAsync(
            ["example.org"],
            new SpfResult(SpfStatus.TempError, "forger.example"),
            [Signature(DkimStatus.TempError, "forger.example"), Signature(DkimStatus.TempError, "mail.example.org")]
        );
        Assert.Equal((DmarcStatus.Fail, DmarcPolicy.Reject), Facts(result));
    }

    [Fact]
    public async Task A_subdomain_whose_DNS_is_broken_is_no_way_around_its_organizations_policy()
    {
        dns.Fail("_dmarc.lame.example.org").Text("_dmarc.example.org", "v=DMARC1; p=reject");
        var result = await CheckAsync(["lame.example.org"]);
        Assert.Equal((DmarcStatus.TempError, (DmarcPolicy?)DmarcPolicy.Reject), (result.Status, result.PublishedPolicy));
    }

    private static (DmarcStatus, DmarcPolicy) Facts(DmarcResult result) => (result.Status, result.Policy);

    private static DkimResult Signature(DkimStatus status, string domain) =>
        new(status, domain, "s", $"@{domain}", "rsa-sha256", "abcdefgh", null);

    private ValueTask<DmarcResult> CheckAsync(string[] authors, SpfResult? spf = null, ImmutableArray<DkimResult>? dkim = null) =>
        new DmarcVerifier(dns, () => drawn).CheckAsync(authors, spf ?? NoSpf, dkim ?? [], TestContext.Current.CancellationToken);
}
