using System.Net;
using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Spf;

namespace MailCloud.SenderAuthentication.Tests.Spf;

/// <summary>The RFC 7208 test suite, all of it.</summary>
public class SpfSuiteTests
{
    public static TheoryData<string> Cases() => [.. SpfSuite.Names];

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task A_case_has_the_result_that_the_suite_expects(string name)
    {
        var test = SpfSuite.Case(name);
        var verifier = new SpfVerifier(test.Zone, "receiver.example.org", TimeProvider.System);
        var at = test.MailFrom.LastIndexOf('@');
        // The suite has a reverse-path without a local part, for which postmaster stands (RFC 7208 §4.3).
        var reversePath = at < 0 ? null : new Address(at == 0 ? "postmaster" : test.MailFrom[..at], test.MailFrom[(at + 1)..]);

        var result = await verifier.CheckAsync(
            IPAddress.Parse(test.Client),
            test.Hello,
            reversePath,
            TestContext.Current.CancellationToken
        );

        Assert.Contains(result.Status.ToString().ToLowerInvariant(), test.Results);
        if (test.Explanation is not null && result.Status is SpfStatus.Fail)
            Assert.Equal(test.Explanation is "DEFAULT" ? null : test.Explanation, result.Explanation);
    }
}
