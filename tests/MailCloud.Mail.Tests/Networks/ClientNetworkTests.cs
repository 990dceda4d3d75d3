using System.Net;
using MailCloud.Mail.Networks;

namespace MailCloud.Mail.Tests.Networks;

public class ClientNetworkTests
{
    [Theory]
    [InlineData("192.0.2.77", "192.0.2.77/32")]
    [InlineData("::ffff:192.0.2.77", "192.0.2.77/32")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void What_is_counted_together_is_an_address_or_a_site(string address, string network) =>
        Assert.Equal(IPNetwork.Parse(network), ClientNetwork.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("192.0.2.255", 23, "192.0.2.0/23")]
    [InlineData("192.0.3.255", 23, "192.0.2.0/23")]
    [InlineData("255.255.255.255", 0, "0.0.0.0/0")]
    [InlineData("255.255.255.255", 1, "128.0.0.0/1")]
    public void A_network_has_no_bits_behind_its_prefix(string address, int prefix, string network) =>
        Assert.Equal(IPNetwork.Parse(network), ClientNetwork.Of(IPAddress.Parse(address), prefix, prefix));

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    public void A_private_address_says_nothing_about_a_stranger(string address, bool isPublic) =>
        Assert.Equal(isPublic, IPAddress.Parse(address).IsPublic());

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.129", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:db9::1", false)]
    [InlineData(null, false)]
    public void Who_is_allowed_is_let_in_unless_denied(string? address, bool isAdmitted)
    {
        var rule = new AccessRule([IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("2001:db8::/32")], [IPNetwork.Parse("192.0.2.128/25")]);
        Assert.Equal(isAdmitted, rule.Admits(address is null ? null : IPAddress.Parse(address)));
    }

    [Fact]
    public void Everyone_is_everyone()
    {
        Assert.True(AccessRule.Everyone.Admits(IPAddress.Parse("192.0.2.1")));
        Assert.True(AccessRule.Everyone.Admits(null));
    }
}
