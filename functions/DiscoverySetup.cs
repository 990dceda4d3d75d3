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
        return Open(settings, storage, () => access, time);
    }

    /// <param name="access">What mail programs are told where the settings alone do not say it.</param>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static DiscoverySite Open(SettingReader settings, MailStorage storage, Func<MailAccess> access, TimeProvider time) =>
        new(storage.Directory, access, OwnStsPolicy.For(OwnStsPolicy.ReadMode(settings), MailAccess.Read(settings).HostName), time);
}
