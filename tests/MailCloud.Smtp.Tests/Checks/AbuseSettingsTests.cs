using MailCloud.Mail.Settings;
using MailCloud.Smtp.Checks;

namespace MailCloud.Smtp.Tests.Checks;

public class AbuseSettingsTests
{
    [Fact]
    public void What_is_not_set_has_its_default()
    {
        var settings = Read();
        Assert.Equal(500, settings.AccountRecipientsPerHour);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.GreetingDelay);
        Assert.True(settings.ChecksHello && settings.ChecksSenderDomain);
        Assert.Empty(settings.BlockLists);
        Assert.Null(settings.GreylistKey);
    }

    [Fact]
    public void What_is_set_is_read()
    {
        var settings = Read(
            ("MAILCLOUD_DNSBL", "one.example, two.example=127.0.0.2"),
            ("MAILCLOUD_GREYLISTING", "on"),
            ("MAILCLOUD_GREYLISTING_KEY", "0123456789abcdef"),
            ("MAILCLOUD_GREYLISTING_DELAY", "0:05:00"),
            ("MAILCLOUD_HELLO_CHECK", "off"),
            ("MAILCLOUD_CLIENT_MESSAGES_PER_MINUTE", "0")
        );
        Assert.Equal(["one.example", "two.example"], settings.BlockLists.Select(list => list.Zone));
        Assert.Equal("0123456789abcdef", settings.GreylistKey);
        Assert.Equal(TimeSpan.FromMinutes(5), settings.Greylist.Delay);
        Assert.False(settings.ChecksHello);
        Assert.Equal(0, settings.ClientMessagesPerMinute);
    }

    [Theory]
    [InlineData("MAILCLOUD_DNSBL", "one.example=2")]
    [InlineData("MAILCLOUD_GREETING_DELAY", "2 seconds")]
    [InlineData("MAILCLOUD_ACCOUNT_RECIPIENTS_PER_HOUR", "-1")]
    [InlineData("MAILCLOUD_GREYLISTING", "yes")]
    [InlineData("MAILCLOUD_SENDER_DOMAIN_CHECK", "true")]
    public void What_cannot_be_read_is_an_error_that_names_it(string name, string value) =>
        Assert.Contains(name, Assert.Throws<SettingException>(() => Read((name, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("too short")]
    public void Greylisting_needs_a_key_that_is_one(string? key)
    {
        var wrong = Assert.Throws<SettingException>(() => Read(("MAILCLOUD_GREYLISTING", "on"), ("MAILCLOUD_GREYLISTING_KEY", key)));
        Assert.Contains("MAILCLOUD_GREYLISTING_KEY", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key ?? "(null)", wrong.Message, StringComparison.Ordinal);
    }

    private static AbuseSettings Read(params (string Name, string? Value)[] settings) =>
        AbuseSettings.Read(new SettingReader(name => settings.FirstOrDefault(setting => setting.Name == name).Value));
}
