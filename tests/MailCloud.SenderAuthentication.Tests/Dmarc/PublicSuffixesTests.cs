using MailCloud.SenderAuthentication.Dmarc;

namespace MailCloud.SenderAuthentication.Tests.Dmarc;

public class PublicSuffixesTests
{
    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("a.b.example.com", "example.com")]
    [InlineData("com", "com")]
    [InlineData("mail.example.co.uk", "example.co.uk")]
    [InlineData("co.uk", "co.uk")]
    // A wildcard, *.ck, and its exception, !www.ck.
    [InlineData("a.b.c.ck", "b.c.ck")]
    [InlineData("c.ck", "c.ck")]
    [InlineData("a.www.ck", "www.ck")]
    // Nobody lists these.
    [InlineData("mail.example.nowhere", "example.nowhere")]
    [InlineData("localhost", "localhost")]
    // Private registries count, too.
    [InlineData("a.someone.github.io", "someone.github.io")]
    // Rules in other scripts are kept in A-labels.
    [InlineData("mail.example.xn--55qx5d.cn", "example.xn--55qx5d.cn")]
    public void An_organizations_domain_is_one_label_below_the_registrys(string name, string organization) =>
        Assert.Equal(organization, PublicSuffixes.OrganizationalDomain(name));
}
