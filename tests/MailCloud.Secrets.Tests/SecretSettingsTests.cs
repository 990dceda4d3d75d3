using MailCloud.Mail.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Secrets.Tests;

public class SecretSettingsTests
{
    [Fact]
    public void A_folder_or_a_vault_is_named()
    {
        Assert.Equal(new SecretSettings(null, "/f", null), Read(folder: "/f"));
        Assert.Equal(new SecretSettings(null, "/default", null), Read(defaultFolder: "/default"));
        var vault = Read(vault: "https://a.vault.azure.net", defaultFolder: "/default");
        Assert.Equal(new SecretSettings(new Uri("https://a.vault.azure.net"), null, null), vault);
        Assert.IsType<KeyVaultSecretStore>(vault.Open(TimeProvider.System, NullLoggerFactory.Instance));
        Assert.IsType<FileSecretStore>(Read(folder: "/f").Open(TimeProvider.System, NullLoggerFactory.Instance));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("https://a.vault.azure.net", "/f")]
    [InlineData("http://a.vault.azure.net", null)]
    [InlineData("a.vault.azure.net", null)]
    public void Anything_else_is_an_error_that_names_the_setting(string? vault, string? folder)
    {
        var e = Assert.Throws<SettingException>(() => Read(vault, folder));
        Assert.Contains("MAILCLOUD_KEYVAULT", e.Message, StringComparison.Ordinal);
    }

    private static SecretSettings Read(string? vault = null, string? folder = null, string? defaultFolder = null) =>
        SecretSettings.Read(
            new SettingReader(name =>
                name switch
                {
                    SecretSettings.VaultVariable => vault,
                    SecretSettings.FolderVariable => folder,
                    _ => null,
                }
            ),
            defaultFolder
        );
}
