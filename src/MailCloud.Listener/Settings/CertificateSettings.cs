using MailCloud.Certificates.Vault;
using MailCloud.Mail.Settings;

namespace MailCloud.Listener;

/// <summary>Where the listener's certificates are: a pair of files, or a key vault.</summary>
/// <param name="Files"><c>MAILCLOUD_TLS_CERTIFICATE</c>, a PEM file with the certificate and its chain, and <c>MAILCLOUD_TLS_KEY</c>, one with its key.</param>
/// <param name="Vault"><c>MAILCLOUD_TLS_KEYVAULT</c>; null if and only if there are <paramref name="Files"/>.</param>
public sealed record CertificateSettings((string Certificate, string Key)? Files, CertificateVaultSettings? Vault)
{
    private const string CertificateVariable = "MAILCLOUD_TLS_CERTIFICATE";
    private const string KeyVariable = "MAILCLOUD_TLS_KEY";

    /// <exception cref="SettingException">A setting is missing or wrong, or both places are set.</exception>
    public static CertificateSettings Read(SettingReader settings)
    {
        if (CertificateVaultSettings.Read(settings) is not { } vault)
            return new((ExistingFile(settings, CertificateVariable), ExistingFile(settings, KeyVariable)), null);
        foreach (var name in (string[])[CertificateVariable, KeyVariable])
            if (settings.Text(name) is not null)
                throw new SettingException(name, $"excludes {CertificateVaultSettings.VaultVariable}: certificates come from one place");
        return new(null, vault);
    }

    private static string ExistingFile(SettingReader settings, string name) =>
        settings.Text(name) is { } value && File.Exists(value)
            ? value
            : throw new SettingException(
                name,
                $"is the path of a PEM file; {CertificateVaultSettings.VaultVariable} names a vault instead"
            );
}
