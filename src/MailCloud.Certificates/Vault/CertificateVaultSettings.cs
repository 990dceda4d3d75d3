using System.Collections.Immutable;
using Azure.Core;
using MailCloud.Identity;
using MailCloud.Mail.Settings;

namespace MailCloud.Certificates.Vault;

/// <summary>Which certificates of which vault the services show.</summary>
/// <param name="Vault"><c>MAILCLOUD_TLS_KEYVAULT</c>: the https address of a Key Vault, entered as the identity of <c>MAILCLOUD_TLS_KEYVAULT__clientId</c>.</param>
/// <param name="Names"><c>MAILCLOUD_TLS_CERTIFICATES</c>: their names in the vault; the first is for clients that name no server, or one that is on none.</param>
/// <param name="Interval"><c>MAILCLOUD_TLS_INTERVAL</c>: how often the vault is asked for new versions.</param>
public sealed record CertificateVaultSettings(Uri Vault, TokenCredential Credential, ImmutableArray<string> Names, TimeSpan Interval)
{
    public const string VaultVariable = "MAILCLOUD_TLS_KEYVAULT";

    private const string NamesVariable = "MAILCLOUD_TLS_CERTIFICATES";
    private const string IntervalVariable = "MAILCLOUD_TLS_INTERVAL";
    private const int LongestName = 127;

    private static readonly ImmutableArray<string> UnlessSet = ["mail"];
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <summary>Null: no vault is set.</summary>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static CertificateVaultSettings? Read(SettingReader settings)
    {
        if (settings.Text(VaultVariable) is not { } address)
            return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var vault) || vault.Scheme is not "https")
            throw new SettingException(VaultVariable, "is an https address such as https://NAME.vault.azure.net");
        var names = settings.List(NamesVariable);
        if (names.Any(name => name.Length > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')))
            throw new SettingException(NamesVariable, "is a list of names of certificates in the vault, of letters, digits and hyphens");
        var interval = settings.Duration(IntervalVariable) ?? TimeSpan.FromMinutes(5);
        if (interval < TimeSpan.FromSeconds(1) || interval > LongestInterval)
            throw new SettingException(IntervalVariable, "is a time from one second to a day");
        return new(vault, AzureIdentity.For(settings, VaultVariable), names.IsEmpty ? UnlessSet : names, interval);
    }

    public CertificateVault Open() => new(Vault, Credential);
}
