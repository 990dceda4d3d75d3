using System.Collections.Immutable;
using MailCloud.Certificates.Vault;
using MailCloud.Certificates.Zones;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;

namespace MailCloud.Certificates.Renewal;

/// <summary>What certificate is to be kept fresh, and by whom.</summary>
/// <param name="Directory"><c>MAILCLOUD_ACME_DIRECTORY</c>: the https address of the authority's directory; <c>off</c>: none.</param>
/// <param name="Names"><c>MAILCLOUD_TLS_NAMES</c>: the names on the certificate; <c>MAILCLOUD_HOSTNAME</c> unless they are set.</param>
public sealed record RenewalSettings(Uri Directory, ImmutableArray<string> Names)
{
    public const string DirectoryVariable = "MAILCLOUD_ACME_DIRECTORY";
    public const string NamesVariable = "MAILCLOUD_TLS_NAMES";

    /// <summary>What the settings of the identity that renews begin with.</summary>
    public const string Identity = "MAILCLOUD_ACME";

    /// <summary>The same as not set, for where a variable cannot be unset.</summary>
    private const string Off = "off";

    private const string ContactVariable = "MAILCLOUD_ACME_CONTACT";
    private const string BindingVariable = "MAILCLOUD_ACME_EAB_KID";

    private const string Wildcard = "*.";

    /// <summary>As many names as every authority puts on one certificate.</summary>
    private const int MaxNames = 100;

    /// <summary><c>MAILCLOUD_TLS_KEYVAULT</c>: the https address of the vault that the certificate is in.</summary>
    public required Uri Vault { get; init; }

    /// <summary>The first of <c>MAILCLOUD_TLS_CERTIFICATES</c>: the certificate's name in the vault.</summary>
    public string Certificate { get; init; } = "mail";

    /// <summary><c>MAILCLOUD_ACME_CONTACT</c>: whom the authority may write to; null: nobody.</summary>
    public string? Contact { get; init; }

    /// <summary><c>MAILCLOUD_DNS_ZONES</c>: resource ids of the zones that prove the names.</summary>
    public ImmutableArray<string> Zones { get; init; } = [];

    /// <summary>
    /// <c>MAILCLOUD_ACME_EAB_KID</c>: what the authority calls the account that the operator has with it by other means, whose key is the secret
    /// <c>acme-eab-key</c>; null: the authority wants none.
    /// </summary>
    public string? ExternalAccountId { get; init; }

    /// <returns>Null: the directory is not set, or <c>off</c>: certificates come from somewhere else.</returns>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static RenewalSettings? Read(SettingReader settings)
    {
        if (settings.Text(DirectoryVariable) is null or Off)
            return null;
        var vault =
            CertificateVaultSettings.Read(settings)
            ?? throw new SettingException(
                CertificateVaultSettings.VaultVariable,
                "is the https address of the Key Vault that the certificate goes to"
            );
        var zones = AzureDnsZones.ReadIds(settings);
        return new RenewalSettings(ReadDirectory(settings), ReadNames(settings))
        {
            Vault = vault.Vault,
            Certificate = vault.Names[0],
            Contact = settings.Text(ContactVariable),
            Zones = zones.IsEmpty
                ? throw new SettingException(AzureDnsZones.Variable, "names the zones in which the authority looks for proofs")
                : zones,
            ExternalAccountId = settings.Text(BindingVariable),
        };
    }

    private static ImmutableArray<string> ReadNames(SettingReader settings)
    {
        var texts = settings.List(NamesVariable);
        if (texts.IsEmpty)
            texts = settings.List("MAILCLOUD_HOSTNAME");
        var names = texts.Select(CanonicalName).Distinct(StringComparer.Ordinal).ToImmutableArray();
        return names.Length is > 0 and <= MaxNames && names.All(name => name is not null)
            ? [.. names.Select(name => name!)]
            : throw new SettingException(NamesVariable, $"lists the 1 to {MaxNames} names of the certificate, such as mail.example.org");
    }

    /// <summary>Null: it is neither a domain name nor a wildcard before one.</summary>
    private static string? CanonicalName(string text) =>
        !text.StartsWith(Wildcard, StringComparison.Ordinal) ? DomainName.Canonicalize(text)
        : DomainName.Canonicalize(text[Wildcard.Length..]) is { } parent ? Wildcard + parent
        : null;

    private static Uri ReadDirectory(SettingReader settings) =>
        Uri.TryCreate(settings.Text(DirectoryVariable), UriKind.Absolute, out var address) && address.Scheme is "https"
            ? address
            : throw new SettingException(DirectoryVariable, "is the https address of an ACME directory, or off");
}
