using Azure.Security.KeyVault.Certificates;
using MailCloud.Certificates.Renewal;
using MailCloud.Certificates.Zones;
using MailCloud.Dns;
using MailCloud.Identity;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Settings;
using MailCloud.Secrets;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Cli;

/// <summary>What commands need of the world around them; tests give them another one.</summary>
/// <param name="Terminal">Where the person is.</param>
/// <param name="Variable">Reads an environment variable; null if it is not set.</param>
/// <param name="OpenAccounts">Opens the accounts of a storage account.</param>
public sealed record CommandContext(
    Terminal Terminal,
    Func<string, string?> Variable,
    Func<StorageAccount, CancellationToken, ValueTask<Accounts>> OpenAccounts
)
{
    /// <summary>Opens the store of secrets.</summary>
    public Func<SecretSettings, ISecretStore> OpenSecrets { get; init; } =
        settings => settings.Open(TimeProvider.System, NullLoggerFactory.Instance);

    /// <summary>Opens the DNS.</summary>
    public Func<DnsSettings, IDnsResolver> OpenDns { get; init; } =
        settings => new DnsResolver(settings, TimeProvider.System, NullLogger<DnsResolver>.Instance);

    /// <summary>Opens zones of Azure DNS by their resource ids.</summary>
    public Func<IReadOnlyList<string>, AzureDnsZones> OpenZones { get; init; } = ids => new AzureDnsZones(ids, AzureIdentity.Of(null));

    /// <summary>Opens the certificates of a vault.</summary>
    public Func<Uri, CertificateClient> OpenCertificates { get; init; } = vault => new CertificateClient(vault, AzureIdentity.Of(null));

    /// <summary>Opens what renews certificates; null: the settings want none renewed.</summary>
    public Func<SettingReader, Func<ISecretStore>, CertificateRenewal?> OpenRenewal { get; init; } =
        (settings, secrets) => RenewalSetup.Open(settings, secrets, TimeProvider.System, NullLoggerFactory.Instance);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static CommandContext OfThisProcess() =>
        new(Terminal.OfThisProcess(), Environment.GetEnvironmentVariable, StorageAccount.OpenAccountsAsync);
}
