using MailCloud.Dns;
using MailCloud.Jmap.Push;
using MailCloud.Mail.Settings;
using MailCloud.Storage;

namespace MailCloud.Functions;

/// <summary>How clients of this deployment that are not connected learn of changes. One for a process: it says the same thing to a client once.</summary>
public static class PushSetup
{
    /// <exception cref="SettingException">A setting is wrong.</exception>
    /// <exception cref="Mail.Store.StoreUnavailableException">Storage does not answer.</exception>
    public static Task<PushSender> OpenAsync(SettingReader settings, MailStorage storage, TimeProvider time, ILoggerFactory logs)
    {
        var dns = new DnsResolver(DnsSettings.Read(settings), time, logs.CreateLogger<DnsResolver>());
        return OpenAsync(PublicHttp.CreateClient(dns, allowsPrivateAddresses: false), storage, time, logs);
    }

    /// <param name="http">What reaches push services.</param>
    /// <exception cref="Mail.Store.StoreUnavailableException">Storage does not answer.</exception>
    public static async Task<PushSender> OpenAsync(HttpClient http, MailStorage storage, TimeProvider time, ILoggerFactory logs)
    {
        var vapid = await Vapid.OpenAsync(storage.Directory, time, CancellationToken.None);
        return new PushSender(storage.Store, storage.Objects, http, vapid, time, logs.CreateLogger<PushSender>());
    }
}
