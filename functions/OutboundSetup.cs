using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;
using MailCloud.Outbound;
using MailCloud.Outbound.Queue;
using MailCloud.Outbound.Security.Reporting;
using MailCloud.Secrets;
using MailCloud.SenderAuthentication.Dkim.Rotation;
using MailCloud.SenderAuthentication.Srs;
using MailCloud.Storage;

namespace MailCloud.Functions;

/// <summary>How this deployment sends mail out. One for a process: it keeps connections.</summary>
/// <param name="HostName">The server's own name, as reports say it.</param>
/// <param name="Transport">Null: there is no way out.</param>
/// <param name="ReturnPaths">Where non-delivery of forwarded mail comes back; null with the transport.</param>
public sealed record OutboundSetup(
    string HostName,
    QueueSettings Queue,
    OutboundTransport? Transport,
    IOutgoingIdentity Identity,
    IReturnPaths? ReturnPaths
) : IAsyncDisposable
{
    /// <summary>Tells other domains how TLS went with their servers; null with the transport.</summary>
    public TlsReporter? TlsReports { get; private init; }

    /// <summary>Brings domains' DKIM keys from one to the next; null with the transport.</summary>
    public DkimRotation? DkimRotation { get; private init; }

    /// <summary>No way out.</summary>
    public static OutboundSetup Closed(string hostName, QueueSettings queue) => new(hostName, queue, null, new UnsignedIdentity(), null);

    /// <param name="secretsFolder">Where secrets are kept unless a setting says so; null: a setting has to.</param>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    /// <exception cref="Mail.Store.StoreUnavailableException">The secret store does not answer.</exception>
    public static async Task<OutboundSetup> OpenAsync(
        SettingReader settings,
        MailStorage storage,
        string? secretsFolder,
        TimeProvider time,
        ILoggerFactory logs
    )
    {
        var (outbound, queue) = (OutboundSettings.Read(settings), QueueSettings.Read(settings));
        var host = settings.Domain("MAILCLOUD_HOSTNAME") ?? "localhost";
        if (outbound.Mode is OutboundMode.Off)
            return Closed(host, queue);
        var secrets = SecretSettings.Read(settings, secretsFolder).Open(time, logs);
        var dns = new DnsResolver(DnsSettings.Read(settings), time, logs.CreateLogger<DnsResolver>());
        var keys = new DkimKeyRing(storage.Directory, secrets, logs.CreateLogger<DkimKeyRing>());
        var rewriting = await SrsSecret.OpenAsync(secrets, time, CancellationToken.None);
        var domain = settings.Domain("MAILCLOUD_DOMAIN") ?? host[(host.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var recorder = new TlsRecorder(dns, storage.TlsObservations, time, logs.CreateLogger<TlsRecorder>());
        return new OutboundSetup(
            host,
            queue,
            new WayOut(dns, secrets, storage.StsPolicies, recorder, time, logs).Open(outbound),
            new OutgoingIdentity(storage.Directory, keys, rewriting, host, domain, time),
            rewriting
        )
        {
            DkimRotation = new DkimRotation(storage.Directory, secrets, dns, time),
            TlsReports = new TlsReporter(
                dns,
                storage.TlsObservations,
                storage.Spool,
                PublicHttp.CreateClient(dns, outbound.Mx.AllowsPrivateAddresses),
                host,
                new Address("postmaster", domain),
                time,
                logs.CreateLogger<TlsReporter>()
            ),
        };
    }

    public ValueTask DisposeAsync() => Transport?.DisposeAsync() ?? ValueTask.CompletedTask;
}
