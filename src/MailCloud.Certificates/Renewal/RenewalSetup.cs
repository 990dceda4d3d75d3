using Azure.Security.KeyVault.Certificates;
using MailCloud.Certificates.Acme;
using MailCloud.Certificates.Vault;
using MailCloud.Certificates.Zones;
using MailCloud.Dns;
using MailCloud.Identity;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Settings;
using Microsoft.Extensions.Logging;

namespace MailCloud.Certificates.Renewal;

/// <summary>Puts a renewal together from the settings of a deployment.</summary>
public static class RenewalSetup
{
    /// <param name="secrets">Keeps the account's key, and what one run leaves to the next. It is opened only if certificates are renewed here.</param>
    /// <returns>Null: certificates are not renewed here (<see cref="RenewalSettings.DirectoryVariable"/> is not set).</returns>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static CertificateRenewal? Open(SettingReader settings, Func<ISecretStore> secrets, TimeProvider time, ILoggerFactory loggers)
    {
        if (RenewalSettings.Read(settings) is not { } renewal)
            return null;
        // The vault and the zones are entered as an identity that may do nothing else.
        var credential = AzureIdentity.For(settings, RenewalSettings.Identity);
        var dns = new DnsResolver(DnsSettings.Read(settings), time, loggers.CreateLogger<DnsResolver>());
        return new CertificateRenewal(
            renewal,
            new VaultCertificate(new CertificateClient(renewal.Vault, credential), renewal.Certificate),
            new AzureDnsZones(renewal.Zones, credential),
            new AuthoritativeServers(dns, time, loggers),
            secrets(),
            AcmeConnection.CreateHttp(new SocketsHttpHandler()),
            time,
            loggers.CreateLogger<CertificateRenewal>()
        );
    }
}
