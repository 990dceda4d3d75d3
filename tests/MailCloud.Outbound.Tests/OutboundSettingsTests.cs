using MailCloud.Mail.Settings;
using MailCloud.Outbound.Security;

namespace MailCloud.Outbound.Tests;

public class OutboundSettingsTests
{
    private static OutboundSettings Read(params string[] variables)
    {
        var all = variables
            .Select(variable => variable.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return OutboundSettings.Read(new SettingReader(all.GetValueOrDefault));
    }

    [Fact]
    public void Nothing_goes_out_unless_asked_for() => Assert.Equal(OutboundMode.Off, Read().Mode);

    [Fact]
    public void Straight_to_the_servers_of_the_recipients()
    {
        var settings = Read("MAILCLOUD_OUTBOUND=mx", "MAILCLOUD_HOSTNAME=Mail.example.com");
        Assert.Equal((OutboundMode.Mx, "Mail.example.com", 25), (settings.Mode, settings.Session.ClientName, settings.Mx.Port));
        Assert.Equal(["mail.example.com"], settings.Mx.OwnNames);
        Assert.False(settings.Mx.AllowsPrivateAddresses);
        Assert.True(settings.HonoursMtaSts);
    }

    [Theory]
    [InlineData("smart.example", "starttls", "smart.example", 587, TlsLevel.Verified, false)]
    [InlineData("smart.example:2525", "starttls", "smart.example", 2525, TlsLevel.Verified, false)]
    [InlineData("smart.example", "implicit", "smart.example", 465, TlsLevel.Verified, true)]
    [InlineData("192.0.2.1:25", "none", "192.0.2.1", 25, TlsLevel.None, false)]
    [InlineData("[2001:db8::1]:25", "none", "2001:db8::1", 25, TlsLevel.None, false)]
    public void Through_a_smart_host(string text, string tls, string host, int port, TlsLevel level, bool isImplicit)
    {
        var settings = Read(
            "MAILCLOUD_OUTBOUND=smarthost",
            "MAILCLOUD_HOSTNAME=mail.example.com",
            $"MAILCLOUD_SMARTHOST={text}",
            $"MAILCLOUD_SMARTHOST_TLS={tls}",
            "MAILCLOUD_SMARTHOST_USER=relay"
        );
        var smart = settings.SmartHost!;
        Assert.Equal((host, port, level, isImplicit), (smart.Host, smart.Port, smart.Level, smart.HasImplicitTls));
        Assert.Equal(("relay", "smarthost-password"), (smart.User, smart.Password.Value));
    }

    [Theory]
    [InlineData("MAILCLOUD_OUTBOUND=direct", "MAILCLOUD_OUTBOUND")]
    [InlineData("MAILCLOUD_HOSTNAME=", "MAILCLOUD_HOSTNAME")]
    [InlineData("MAILCLOUD_SMARTHOST=", "MAILCLOUD_SMARTHOST")]
    [InlineData("MAILCLOUD_SMARTHOST=smart.example:0", "MAILCLOUD_SMARTHOST")]
    [InlineData("MAILCLOUD_SMARTHOST=smart.example:smtp", "MAILCLOUD_SMARTHOST")]
    [InlineData("MAILCLOUD_SMARTHOST_TLS=yes", "MAILCLOUD_SMARTHOST_TLS")]
    [InlineData("MAILCLOUD_SMARTHOST_SECRET=a b", "MAILCLOUD_SMARTHOST_SECRET")]
    [InlineData("MAILCLOUD_OUTBOUND_IDLE=0:10:00", "MAILCLOUD_OUTBOUND_IDLE")]
    [InlineData("MAILCLOUD_OUTBOUND_CONNECTIONS=0", "MAILCLOUD_OUTBOUND_CONNECTIONS")]
    [InlineData("MAILCLOUD_OUTBOUND_CA=/nowhere/ca.pem", "MAILCLOUD_OUTBOUND_CA")]
    public void A_setting_that_cannot_be_read_is_named(string wrong, string name)
    {
        string[] right = ["MAILCLOUD_OUTBOUND=smarthost", "MAILCLOUD_HOSTNAME=mail.example.com", "MAILCLOUD_SMARTHOST=smart.example"];
        var all = right.Where(variable => variable.Split('=')[0] != wrong.Split('=')[0]).Append(wrong).ToArray();
        Assert.Contains($"{name} ", Assert.Throws<SettingException>(() => Read(all)).Message, StringComparison.Ordinal);
    }
}
