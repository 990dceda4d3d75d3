using MailCloud.Dns;
using MailCloud.Jmap;
using MailCloud.Jmap.Push;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Limits;
using MailCloud.Mail.Search;
using MailCloud.Mail.Settings;
using MailCloud.Mail.Submissions;
using MailCloud.Search;
using MailCloud.Secrets;
using MailCloud.Storage;
using MailCloud.Webmail;
using MailCloud.Webmail.Security.Keys;

namespace MailCloud.Functions;

/// <summary>The website of this deployment.</summary>
public static class WebSetup
{
    /// <param name="outbound">How mail leaves; the server's name is the one under which listeners write what they found out about senders.</param>
    /// <param name="secretsFolder">Where secrets are kept unless a setting says so; null: without a setting the keys of cookies are not encrypted in storage.</param>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    /// <exception cref="Mail.Store.StoreUnavailableException">The secret store does not answer.</exception>
    public static async Task<WebmailSite> OpenAsync(
        SettingReader settings,
        MailStorage storage,
        OutboundSetup outbound,
        PushSender push,
        string? secretsFolder,
        TimeProvider time,
        ILoggerFactory logs
    )
    {
        var server = ServerOf(settings, storage, outbound, push, time, logs);
        var encryption = HasSecrets(settings, secretsFolder)
            ? await KeyEncryptionKey.OpenAsync(SecretSettings.Read(settings, secretsFolder).Open(time, logs), CancellationToken.None)
            : null;
        var dns = new DnsResolver(DnsSettings.Read(settings), time, logs.CreateLogger<DnsResolver>());
        return new WebmailSite(
            server,
            new Authenticator(storage.Directory, time),
            protection => protection.KeepKeysIn(storage.WebKeys, encryption),
            protection => new MailView
            {
                Jmap = server,
                Cache = storage.Rendered,
                Protection = protection,
                Dns = dns,
                AuthservId = outbound.HostName,
            }
        );
    }

    /// <summary>What its pages and other clients of JMAP ask.</summary>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static JmapServer ServerOf(
        SettingReader settings,
        MailStorage storage,
        OutboundSetup outbound,
        PushSender push,
        TimeProvider time,
        ILoggerFactory logs
    ) =>
        new(JmapMethods.All)
        {
            Store = new PushingMailStore(
                new IndexingMailStore(storage.Store, storage.IndexRequests, logs.CreateLogger<IndexingMailStore>()),
                push
            ),
            Push = push,
            Directory = storage.Directory,
            Quotas = storage.Quotas,
            Objects = storage.Objects,
            Uploads = storage.Uploads,
            TextIndex = new TextIndex(storage.Indexes, storage.IndexRequests, time, logs.CreateLogger<TextIndex>()),
            Submissions = new SubmissionOutlet
            {
                HostName = outbound.HostName,
                HasWayOut = outbound.Transport is not null,
                ReturnPaths = outbound.ReturnPaths,
                Tickets = storage.Submissions,
                Agent = FunctionRegistry.SubmissionAgentOf(storage, time, logs),
                Limits = new SendingLimits(SendingRates.Read(settings), time),
            },
            Time = time,
            Loggers = logs,
        };

    private static bool HasSecrets(SettingReader settings, string? folder) =>
        folder is not null
        || settings.Text(SecretSettings.VaultVariable) is not null
        || settings.Text(SecretSettings.FolderVariable) is not null;
}
