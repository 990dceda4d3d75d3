using System.Net;
using MailCloud.Mail.Settings;

namespace MailCloud.Listener.Tests;

public class ListenerSettingsTests
{
    private static readonly string ThisFile = typeof(ListenerSettingsTests).Assembly.Location;

    private static readonly Dictionary<string, string> Enough = new(StringComparer.Ordinal)
    {
        ["MAILCLOUD_HOSTNAME"] = "mail.example.org",
        ["MAILCLOUD_TLS_CERTIFICATE"] = ThisFile,
        ["MAILCLOUD_TLS_KEY"] = ThisFile,
    };

    [Fact]
    public void Three_settings_are_enough()
    {
        var settings = ListenerSettings.Read(Enough.GetValueOrDefault);
        Assert.Equal("example.org", settings.PrimaryDomain);
        Assert.Equal(IPAddress.IPv6Any, settings.Bind);
        Assert.Equal(new PortNumbers(2525, 2587, 2465, 2993, 2995), settings.Ports);
    }

    [Theory]
    [InlineData("MAILCLOUD_HOSTNAME", "")]
    [InlineData("MAILCLOUD_HOSTNAME", "no host name")]
    [InlineData("MAILCLOUD_DOMAIN", "-.example")]
    [InlineData("MAILCLOUD_BIND", "everywhere")]
    [InlineData("MAILCLOUD_PORT_IMAPS", "0")]
    [InlineData("MAILCLOUD_PORT_SMTP", "70000")]
    [InlineData("MAILCLOUD_TLS_KEY", "/nowhere/server.key")]
    public void A_wrong_setting_is_named_but_not_shown(string name, string value)
    {
        var settings = new Dictionary<string, string>(Enough, StringComparer.Ordinal) { [name] = value };
        var wrong = Assert.Throws<SettingException>(() => ListenerSettings.Read(settings.GetValueOrDefault));
        Assert.Contains(name, wrong.Message, StringComparison.Ordinal);
        if (value.Length > 1)
            Assert.DoesNotContain(value, wrong.Message, StringComparison.Ordinal);
    }
}
