using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;

namespace MailCloud.Cli.Cloud;

/// <summary>What a deployment is, by the outputs of <c>infra/main.bicep</c> as <c>azd</c> gives them to hooks, and <c>azd env get-values</c> to a shell.</summary>
/// <param name="Domain"><c>MAILCLOUD_DOMAIN</c>: the first domain.</param>
/// <param name="SecretsVault"><c>MAILCLOUD_KEYVAULT</c>: the vault of the functions.</param>
/// <param name="EdgeVault"><c>MAILCLOUD_TLS_KEYVAULT</c>: the vault of the listener, with certificates.</param>
/// <param name="Certificate">The first of <c>MAILCLOUD_TLS_CERTIFICATES</c>: the name of the certificate in it.</param>
/// <param name="CertificateNames"><c>MAILCLOUD_TLS_NAMES</c>: the host names on it; <c>MAILCLOUD_HOSTNAME</c> unless set.</param>
/// <param name="FirstMailbox"><c>MAILCLOUD_FIRST_MAILBOX</c>: the account that is made where there is none; <c>postmaster@</c> the domain unless set.</param>
internal sealed record CloudSettings(
    string Domain,
    Uri SecretsVault,
    Uri EdgeVault,
    string Certificate,
    ImmutableArray<string> CertificateNames,
    Address FirstMailbox
)
{
    private const string MailboxVariable = "MAILCLOUD_FIRST_MAILBOX";

    /// <exception cref="SettingException">A variable is missing, or cannot be read.</exception>
    public static CloudSettings Read(SettingReader settings)
    {
        var domain = Canonical(settings, "MAILCLOUD_DOMAIN");
        var names = settings.Domains("MAILCLOUD_TLS_NAMES");
        return new CloudSettings(
            domain,
            Vault(settings, "MAILCLOUD_KEYVAULT"),
            Vault(settings, "MAILCLOUD_TLS_KEYVAULT"),
            settings.List("MAILCLOUD_TLS_CERTIFICATES").FirstOrDefault() ?? "mail",
            names.IsEmpty ? [Canonical(settings, "MAILCLOUD_HOSTNAME")] : names,
            Mailbox(settings, domain)
        );
    }

    private static Address Mailbox(SettingReader settings, string domain)
    {
        if (settings.Text(MailboxVariable) is not { } text)
            return new Address(RoleAddress.Postmaster, domain);
        return Address.TryParse(text, out var address) && string.Equals(address.CanonicalDomain, domain, StringComparison.Ordinal)
            ? address
            : throw new SettingException(MailboxVariable, $"is an address NAME@{domain}");
    }

    private static string Canonical(SettingReader settings, string name) =>
        DomainName.Canonicalize(
            settings.Required(name, "is a domain name. Run `azd provision`, or take the environment of `azd env get-values`")
        ) ?? throw new SettingException(name, "is a domain name");

    private static Uri Vault(SettingReader settings, string name) =>
        Uri.TryCreate(settings.Text(name), UriKind.Absolute, out var vault) && vault.Scheme is "https"
            ? vault
            : throw new SettingException(
                name,
                "is the https address of a Key Vault. Run `azd provision`, or take the environment of `azd env get-values`"
            );
}
