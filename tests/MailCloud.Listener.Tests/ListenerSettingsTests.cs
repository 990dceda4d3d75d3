using System.Net;
using MailCloud.Listener.Access;
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

    [Fact]
    public void All_wrong_settings_are_named_at_once()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MAILCLOUD_PORT_IMAPS"] = "imaps",
            ["MAILCLOUD_HEALTH_PORT"] = "0",
            ["MAILCLOUD_DRAIN_DELAY"] = "1:00:00",
            ["MAILCLOUD_TLS_KEYVAULT"] = "http://vault.example",
            ["MAILCLOUD_DNS_TIMEOUT"] = "soon",
            ["MAILCLOUD_GREYLISTING"] = "yes",
            ["MAILCLOUD_SPAM"] = "maybe",
            ["MAILCLOUD_OUTBOUND"] = "mx",
            ["MAILCLOUD_CLIENT_ADDRESSES"] = "here",
        };
        var wrong = Assert.Throws<SettingException>(() => ListenerSettings.Read(settings.GetValueOrDefault));
        var lines = wrong.Message.Split(Environment.NewLine);
        string[] names = [.. settings.Keys.Except(["MAILCLOUD_OUTBOUND"]), "MAILCLOUD_HOSTNAME", "MAILCLOUD_KEYVAULT"];
        Assert.All(names, name => Assert.Single(lines, line => line.StartsWith($"The setting {name} ", StringComparison.Ordinal)));
        Assert.Equal(names.Length, lines.Length);
    }

    [Theory]
    [InlineData("MAILCLOUD_TLS_KEYVAULT", "https://vault.example", "MAILCLOUD_TLS_CERTIFICATE")]
    [InlineData("MAILCLOUD_TLS_CERTIFICATES", "mail.example", "MAILCLOUD_TLS_CERTIFICATES")]
    [InlineData("MAILCLOUD_TLS_INTERVAL", "0:00:00", "MAILCLOUD_TLS_INTERVAL")]
    public void A_vault_excludes_files_and_has_names_and_an_interval(string name, string value, string wrong)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MAILCLOUD_HOSTNAME"] = "mail.example.org",
            ["MAILCLOUD_TLS_KEYVAULT"] = "https://vault.example",
        };
        Assert.Equal(["mail"], ListenerSettings.Read(settings.GetValueOrDefault).Certificates.Vault!.Names);
        settings[name] = value;
        if (wrong == "MAILCLOUD_TLS_CERTIFICATE")
            settings[wrong] = ThisFile;
        var exception = Assert.Throws<SettingException>(() => ListenerSettings.Read(settings.GetValueOrDefault));
        Assert.Contains($"{wrong} ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_trusted_by_an_address_that_all_clients_have()
    {
        foreach (var name in AccessSettings.Names)
        {
            var settings = new Dictionary<string, string>(Enough, StringComparer.Ordinal) { [name] = "10.0.0.0/8" };
            Assert.False(ListenerSettings.Read(settings.GetValueOrDefault).Clients.AreHidden);
            settings["MAILCLOUD_CLIENT_ADDRESSES"] = "hidden";
            var wrong = Assert.Throws<SettingException>(() => ListenerSettings.Read(settings.GetValueOrDefault));
            Assert.Contains($"{name} ", wrong.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settings_that_nothing_reads_are_found()
    {
        string[] variables = ["PATH", "MAILCLOUD_HOSTNAME", "MAILCLOUD_HOSTNMAE", "mailcloud_domain", "MAILCLOUD_STORAGE__clientId"];
        Assert.Equal(["MAILCLOUD_HOSTNMAE", "mailcloud_domain"], SettingNames.Unknown(variables));
    }
}
