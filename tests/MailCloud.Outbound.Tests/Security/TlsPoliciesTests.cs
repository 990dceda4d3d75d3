using MailCloud.Dns;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Security;
using MailCloud.Testing;

namespace MailCloud.Outbound.Tests.Security;

/// <summary>Which policy holds for a server: DANE, then MTA-STS, then what can be had.</summary>
public class TlsPoliciesTests
{
    private static readonly TlsAssociation Usable = new(3, 1, 1, [.. new byte[32]]);

    private readonly MemoryDns dns = new() { IsAuthenticated = true };

    private async Task<(TlsPolicy? Policy, DeliveryAttempt? Obstacle)> DecideAsync(
        bool isSecure,
        bool requiresTls = false,
        bool withSts = false
    )
    {
        if (withSts)
            dns.Text("_mta-sts.example.net", "v=STSv1; id=1;");
        var policies = new TlsPolicies(dns, new PolicySite().Policies(dns, new MemoryStsPolicyStore(), TimeProvider.System));
        var domain = await policies.ForDomainAsync("example.net", CancellationToken.None);
        return await policies.ForHostAsync(domain, "mx1.example.net", isSecure, requiresTls, CancellationToken.None);
    }

    [Fact]
    public async Task Records_that_dnssec_vouches_for_come_before_mta_sts()
    {
        dns.TlsAssociation("_25._tcp.mx1.example.net", Usable);
        var (policy, _) = await DecideAsync(isSecure: true, withSts: true);
        Assert.Equal((TlsLevel.Dane, TlsPolicyKind.Tlsa), (policy?.Level, policy?.Kind));
        Assert.Equal([Usable], policy!.Associations);
    }

    [Fact]
    public async Task Records_of_a_name_that_anybody_could_have_made_up_are_not_even_looked_up()
    {
        dns.TlsAssociation("_25._tcp.mx1.example.net", Usable);
        var (policy, _) = await DecideAsync(isSecure: false);
        Assert.Equal(TlsLevel.Opportunistic, policy?.Level);
        Assert.DoesNotContain("TLSA _25._tcp.mx1.example.net", dns.Queries);
    }

    [Fact]
    public async Task Records_that_somebody_holds_back_are_not_the_same_as_none()
    {
        dns.Fail("_25._tcp.mx1.example.net");
        var (policy, obstacle) = await DecideAsync(isSecure: true);
        Assert.Equal((null, DeliveryResult.TemporaryFailure, "4.7.5"), (policy, obstacle?.Result, obstacle?.Status));
    }

    [Theory]
    [InlineData(0, 1, 1, 32)]
    [InlineData(1, 1, 1, 32)]
    [InlineData(3, 2, 1, 32)]
    [InlineData(3, 1, 3, 32)]
    [InlineData(3, 1, 1, 31)]
    [InlineData(3, 1, 2, 32)]
    [InlineData(2, 0, 0, 0)]
    public async Task Records_that_cannot_be_used_still_say_that_there_is_tls(byte usage, byte selector, byte matching, int octets)
    {
        dns.TlsAssociation("_25._tcp.mx1.example.net", new TlsAssociation(usage, selector, matching, [.. new byte[octets]]));
        var (policy, _) = await DecideAsync(isSecure: true);
        Assert.Equal(TlsLevel.Encrypted, policy?.Level);
    }

    [Fact]
    public async Task Without_records_the_mta_sts_policy_holds()
    {
        var (policy, _) = await DecideAsync(isSecure: true, withSts: true);
        Assert.Equal((TlsLevel.Verified, TlsPolicyKind.Sts), (policy?.Level, policy?.Kind));
    }

    [Fact]
    public async Task A_message_that_requires_tls_goes_only_where_the_name_is_beyond_doubt()
    {
        var (policy, obstacle) = await DecideAsync(isSecure: false, requiresTls: true);
        Assert.Equal((null, DeliveryResult.PermanentFailure, "5.7.30"), (policy, obstacle?.Result, obstacle?.Status));
        (policy, _) = await DecideAsync(isSecure: true, requiresTls: true);
        Assert.Equal(TlsLevel.Verified, policy?.Level);
        (policy, _) = await DecideAsync(isSecure: false, requiresTls: true, withSts: true);
        Assert.Equal(TlsLevel.Verified, policy?.Level);
    }
}
