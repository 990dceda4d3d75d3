using MailCloud.Certificates.Vault;
using MailCloud.Discovery;
using MailCloud.Mail.Settings;
using MailCloud.Storage;

namespace MailCloud.Functions;

/// <summary>How mail programs and other servers find this deployment.</summary>
public static class DiscoverySetup
{
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static DiscoverySite Open(SettingReader settings, MailStorage storage, TimeProvider time, ILoggerFactory logs)
    {
        var access = MailAccess.Read(settings);
        return Open(settings, storage, () => access, CertificateOf(settings, time, logs), time);
    }

    /// <param name="access">What mail programs are told where the settings alone do not say it.</param>
    /// <param name="certificate">What signs profiles.</param>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static DiscoverySite Open(
        SettingReader settings,
        MailStorage storage,
        Func<MailAccess> access,
        FindCertificate certificate,
        TimeProvider time
    )
    {
        var policy = OwnStsPolicy.For(OwnStsPolicy.ReadMode(settings), MailAccess.Read(settings).HostName);
        return new DiscoverySite(storage.Directory, access, policy, time) { Certificate = certificate };
    }

    private static FindCertificate CertificateOf(SettingReader settings, TimeProvider time, ILoggerFactory logs) =>
        CertificateVaultSettings.Read(settings) is { } vault
            ? new ProfileCertificate(vault.Open(), vault.Names[0], vault.Interval, time, logs.CreateLogger<ProfileCertificate>()).FindAsync
            : _ => default;
}
