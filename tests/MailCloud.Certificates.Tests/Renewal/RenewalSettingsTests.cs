using MailCloud.Certificates.Renewal;
using MailCloud.Mail.Settings;
using MailCloud.Testing.AzureDns;

namespace MailCloud.Certificates.Tests.Renewal;

/// <summary>What the environment says of the certificate and its authority.</summary>
public sealed class RenewalSettingsTests
{
    private readonly Dictionary<string, string?> variables = new(StringComparer.Ordinal)
    {
        ["MAILCLOUD_ACME_DIRECTORY"] = "https://ca.example/directory",
        ["MAILCLOUD_HOSTNAME"] = "mail.example.org",
        ["MAILCLOUD_TLS_KEYVAULT"] = "https://edge.vault.azure.net/",
        ["MAILCLOUD_DNS_ZONES"] = AzureDnsServer.IdOf("example.org"),
    };

    [Fact]
    public void What_has_to_be_said_is_little()
    {
        var settings = Read()!;
        Assert.Equal("https://ca.example/directory", settings.Directory.AbsoluteUri);
        Assert.Equal(["mail.example.org"], settings.Names);
        Assert.Equal("mail", settings.Certificate);
        Assert.Equal("edge.vault.azure.net", settings.Vault.Host);
        Assert.Null(settings.Contact);
        Assert.Null(settings.ExternalAccountId);
    }

    [Fact]
    public void Everything_can_be_said()
    {
        variables["MAILCLOUD_TLS_NAMES"] = "mail.example.org, IMAP.example.org mail.example.org";
        variables["MAILCLOUD_TLS_CERTIFICATES"] = "first second";
        variables["MAILCLOUD_ACME_CONTACT"] = "postmaster@example.org";
        variables["MAILCLOUD_ACME_EAB_KID"] = "kid";
        var settings = Read()!;
        Assert.Equal(["mail.example.org", "imap.example.org"], settings.Names);
        Assert.Equal("first", settings.Certificate);
        Assert.Equal("postmaster@example.org", settings.Contact);
        Assert.Equal("kid", settings.ExternalAccountId);
    }

    [Fact]
    public void Names_may_be_wildcards_and_in_any_script()
    {
        variables["MAILCLOUD_TLS_NAMES"] = "mail.example.org *.Example.org mail.bücher.example";
        Assert.Equal(["mail.example.org", "*.example.org", "mail.xn--bcher-kva.example"], Read()!.Names);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("off")]
    public void Without_an_authority_nothing_is_renewed(string? directory)
    {
        variables["MAILCLOUD_ACME_DIRECTORY"] = directory;
        Assert.Null(Read());
    }

    [Theory]
    [InlineData("MAILCLOUD_ACME_DIRECTORY", "http://ca.example/directory")]
    [InlineData("MAILCLOUD_TLS_KEYVAULT", null)]
    [InlineData("MAILCLOUD_TLS_KEYVAULT", "edge")]
    [InlineData("MAILCLOUD_DNS_ZONES", null)]
    [InlineData("MAILCLOUD_DNS_ZONES", "example.org")]
    [InlineData("MAILCLOUD_TLS_NAMES", "not a name!")]
    [InlineData("MAILCLOUD_TLS_NAMES", "a.*.example.org")]
    public void A_setting_that_is_wrong_is_named(string name, string? value)
    {
        variables[name] = value;
        Assert.Contains(name, Assert.Throws<SettingException>(Read).Message, StringComparison.Ordinal);
    }

    private RenewalSettings? Read() => RenewalSettings.Read(new SettingReader(variables.GetValueOrDefault));
}
