using MailCloud.Mail.Settings;

namespace MailCloud.Dns.Tests;

public class DnsSettingsTests
{
    [Fact]
    public void Nothing_set_means_the_systems_servers()
    {
        var settings = DnsSettings.Read(new SettingReader(_ => null));
        Assert.Empty(settings.Servers);
        Assert.False(settings.IsTrusted);
    }

    [Fact]
    public void A_server_has_port_53_unless_it_says_another()
    {
        var settings = DnsSettings.Read(Reader("MAILCLOUD_DNS_SERVERS", "192.0.2.53, 127.0.0.1:5353 [2001:db8::53]:54 2001:db8::1"));
        Assert.Equal(
            ["192.0.2.53:53", "127.0.0.1:5353", "[2001:db8::53]:54", "[2001:db8::1]:53"],
            settings.Servers.Select(server => $"{server}")
        );
    }

    [Theory]
    [InlineData("MAILCLOUD_DNS_SERVERS", "dns.example.com")]
    [InlineData("MAILCLOUD_DNS_TIMEOUT", "3")]
    [InlineData("MAILCLOUD_DNS_TRUSTED", "perhaps")]
    public void What_cannot_be_read_is_named(string name, string value) =>
        Assert.Contains(name, Assert.Throws<SettingException>(() => DnsSettings.Read(Reader(name, value))).Message);

    private static SettingReader Reader(string name, string value) => new(asked => asked == name ? value : null);
}
