using System.Net;
using MailCloud.Listener.Access;
using MailCloud.Mail.Settings;

namespace MailCloud.Listener.Tests;

public class AccessSettingsTests
{
    private static readonly IPAddress Office = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.1");

    [Fact]
    public void Everybody_may_connect_and_nobody_is_trusted_unless_set()
    {
        Assert.True(AccessSettings.Default.Imap.Admits(Elsewhere));
        Assert.Empty(AccessSettings.Default.TrustedNetworks);
        Assert.Empty(AccessSettings.Default.WelcomeNetworks);
    }

    [Fact]
    public void A_service_s_own_list_stands_in_place_of_the_general_one_and_denied_is_denied_everywhere()
    {
        var settings = Read(
            ("MAILCLOUD_ALLOWED_NETWORKS", "192.0.2.0/24"),
            ("MAILCLOUD_SMTP_ALLOWED_NETWORKS", "0.0.0.0/0, ::/0"),
            ("MAILCLOUD_DENIED_NETWORKS", "203.0.113.0/24")
        );
        Assert.True(settings.Smtp.Admits(Elsewhere));
        Assert.All([settings.Submission, settings.Imap, settings.Pop3], rule => Assert.False(rule.Admits(Elsewhere)));
        Assert.All([settings.Smtp, settings.Submission, settings.Imap, settings.Pop3], rule => Assert.True(rule.Admits(Office)));
        Assert.False(settings.Smtp.Admits(IPAddress.Parse("203.0.113.9")));
    }

    [Theory]
    [InlineData("MAILCLOUD_TRUSTED_NETWORKS", "10.0.0/8/8")]
    [InlineData("MAILCLOUD_WELCOME_NETWORKS", "example.com")]
    [InlineData("MAILCLOUD_POP3_ALLOWED_NETWORKS", "192.0.2.0/33")]
    [InlineData("MAILCLOUD_DENIED_NETWORKS", "192.0.2.0/24; 198.51.100.0/24")]
    public void A_list_that_cannot_be_read_is_an_error_that_names_it(string name, string value) =>
        Assert.Contains(name, Assert.Throws<SettingException>(() => Read((name, value))).Message, StringComparison.Ordinal);

    private static AccessSettings Read(params (string Name, string Value)[] settings) =>
        AccessSettings.Read(new SettingReader(name => settings.FirstOrDefault(setting => setting.Name == name).Value));
}
