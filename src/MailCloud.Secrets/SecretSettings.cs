using MailCloud.Identity;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Settings;
using Microsoft.Extensions.Logging;

namespace MailCloud.Secrets;

/// <summary>Where secrets are kept: one of a vault and a folder.</summary>
/// <param name="Vault"><c>MAILCLOUD_KEYVAULT</c>: the https address of a Key Vault, entered as the process's identity.</param>
/// <param name="Folder"><c>MAILCLOUD_SECRETS_FOLDER</c>: a folder of this machine.</param>
/// <param name="ClientId"><c>MAILCLOUD_KEYVAULT__clientId</c>: which managed identity, where a process has several.</param>
public sealed record SecretSettings(Uri? Vault, string? Folder, string? ClientId)
{
    public const string VaultVariable = "MAILCLOUD_KEYVAULT";
    public const string FolderVariable = "MAILCLOUD_SECRETS_FOLDER";

    /// <param name="defaultFolder">The folder where neither is set; null: one of them has to be.</param>
    /// <exception cref="SettingException">Neither is set, or both are, or the address is none.</exception>
    public static SecretSettings Read(SettingReader settings, string? defaultFolder = null)
    {
        var folder = settings.Text(FolderVariable);
        if (settings.Text(VaultVariable) is not { } address)
            return new SecretSettings(
                null,
                folder
                    ?? defaultFolder
                    ?? throw new SettingException(
                        VaultVariable,
                        $"is the https address of the Key Vault that keeps secrets; {FolderVariable} names a folder instead"
                    ),
                null
            );
        if (folder is not null)
            throw new SettingException(VaultVariable, $"excludes {FolderVariable}: secrets are in one place");
        return Uri.TryCreate(address, UriKind.Absolute, out var vault) && vault.Scheme is "https"
            ? new SecretSettings(vault, null, settings.Text($"{VaultVariable}__clientId"))
            : throw new SettingException(VaultVariable, "is an https address such as https://NAME.vault.azure.net");
    }

    public ISecretStore Open(TimeProvider time, ILoggerFactory loggers)
    {
        if (Vault is null)
            return new FileSecretStore(Folder!);
        return new KeyVaultSecretStore(Vault, AzureIdentity.Of(ClientId), time, loggers.CreateLogger<KeyVaultSecretStore>());
    }
}
