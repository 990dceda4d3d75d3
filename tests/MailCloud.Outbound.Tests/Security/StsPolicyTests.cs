using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Security.MtaSts;

namespace MailCloud.Outbound.Tests.Security;

/// <summary>Reading MTA-STS records and policies (RFC 8461 §3).</summary>
public class StsPolicyTests
{
    [Theory]
    [InlineData("v=STSv1; id=20160831085700Z;", "20160831085700Z")]
    [InlineData("v=STSv1;id=a;extra=1", "a")]
    [InlineData("v=STSv1 ; id=abc", "abc")]
    [InlineData("v=STSv1;", null)]
    [InlineData("v=STSv1; id=;", null)]
    [InlineData("v=STSv1; id=a-b;", null)]
    [InlineData("v=STSv1; id=123456789012345678901234567890123;", null)]
    [InlineData("v=STSv2; id=1", null)]
    [InlineData("id=1; v=STSv1", null)]
    [InlineData("", null)]
    public void A_record_has_an_id(string record, string? id) =>
        Assert.Equal(id, StsRecord.TryFindId([record, "v=spf1 -all"], out var found) ? found : null);

    [Fact]
    public void Two_records_are_none() => Assert.False(StsRecord.TryFindId(["v=STSv1; id=1;", "v=STSv1; id=2;"], out _));

    [Theory]
    [InlineData(
        "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n",
        StsMode.Enforce,
        604800
    )]
    [InlineData("version:STSv1\nmode:testing\nfuture: thing\nmx:mail.example.com\nmax_age:0", StsMode.Testing, 0)]
    [InlineData("version: STSv1\nmode: none\nmax_age: 99999999\n", StsMode.None, 31_557_600)]
    public void A_policy_is_read(string text, StsMode mode, int seconds)
    {
        Assert.True(StsPolicy.TryParse(text, out var policy));
        Assert.Equal((mode, TimeSpan.FromSeconds(seconds)), (policy.Mode, policy.MaxAge));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>not found</html>")]
    [InlineData("version: STSv2\nmode: enforce\nmx: a.example\nmax_age: 1")]
    [InlineData("version: STSv1\nmode: forced\nmx: a.example\nmax_age: 1")]
    [InlineData("version: STSv1\nmode: enforce\nmax_age: 1")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1")]
    public void What_is_no_policy_is_none(string text) => Assert.False(StsPolicy.TryParse(text, out _));

    [Theory]
    [InlineData("mail.example.com", true)]
    [InlineData("MAIL.example.com", true)]
    [InlineData("other.example.com", false)]
    [InlineData("a.example.net", true)]
    [InlineData("a.b.example.net", false)]
    [InlineData("example.net", false)]
    [InlineData(".example.net", false)]
    public void Patterns_stand_for_one_label(string host, bool matches)
    {
        Assert.True(
            StsPolicy.TryParse("version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmax_age: 1", out var policy)
        );
        Assert.Equal(matches, policy.Matches(host));
    }
}
