using System.Net;
using System.Net.Security;
using MailCloud.Certificates.Renewal;
using MailCloud.Functions;
using MailCloud.Functions.Hosting;
using MailCloud.Functions.Local;
using MailCloud.Listener;
using MailCloud.Listener.Access;
using MailCloud.Local;
using MailCloud.Mail.Settings;
using MailCloud.Secrets;
using MailCloud.Spam;
using MailCloud.Storage;

namespace MailCloud.Cli.Local;

/// <summary>The functions, the web server and the listener of <c>mailcloud up</c> on one storage, so that what comes in is delivered at once.</summary>
internal sealed class LocalServers : IAsyncDisposable
{
    private const string HostName = $"mail.{LocalAccounts.Domain}";

    private OutboundSetup? outbound;
    private LocalFunctions? functions;
    private LocalWeb? web;
    private MailListener? listener;

    private LocalServers() { }

    /// <summary>Where they really listen.</summary>
    public ServicePorts Ports { get; private set; } = null!;

    /// <summary>Starts them, and returns when every port answers.</summary>
    /// <exception cref="SetupException">A port cannot be had.</exception>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static async Task<LocalServers> StartAsync(
        LocalCloudOptions options,
        LocalCertificates certificates,
        MailStorage storage,
        SettingReader settings,
        ILoggerFactory loggers,
        CancellationToken cancel
    )
    {
        var servers = new LocalServers();
        try
        {
            await servers.StartPartsAsync(options, certificates, storage, settings, loggers, cancel);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets conversations and invocations that run come to their end; the reverse order of the start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (listener is not null)
            await listener.DisposeAsync();
        if (web is not null)
            await web.DisposeAsync();
        if (functions is not null)
            await functions.DisposeAsync();
        if (outbound is not null)
            await outbound.DisposeAsync();
    }

    private async Task StartPartsAsync(
        LocalCloudOptions options,
        LocalCertificates certificates,
        MailStorage storage,
        SettingReader settings,
        ILoggerFactory loggers,
        CancellationToken cancel
    )
    {
        var time = TimeProvider.System;
        var files = FunctionFiles.OfThisProgram();
        outbound = await OutboundSetup.OpenAsync(WithOwnName(settings), storage, options.Data.Secrets, time, loggers);
        var push = await PushSetup.OpenAsync(settings, storage, time, loggers);
        var site = await WebSetup.OpenAsync(settings, storage, outbound, push, options.Data.Secrets, time, loggers);
        var source = new PemCertificateSource(
            certificates.CertificateFile,
            certificates.KeyFile,
            time,
            loggers.CreateLogger<PemCertificateSource>()
        );
        var discovery = DiscoverySetup.Open(
            WithOwnName(settings),
            storage,
            () => LocalAccess.Of(settings, options.Bind, Ports),
            _ => ValueTask.FromResult<SslStreamCertificateContext?>(source.Select(serverName: null)),
            time
        );
        var renewal = RenewalSetup.Open(
            WithOwnName(settings),
            () => SecretSettings.Read(settings, options.Data.Secrets).Open(time, loggers),
            time,
            loggers
        );
        var registry = FunctionRegistry
            .Create(storage, files.Host, outbound, push, SpamSettings.Read(settings), time, loggers)
            .Add(site)
            .Add(discovery)
            .Add(renewal);
        functions = LocalFunctions.Start(files, registry, storage, time, loggers);
        web = await LocalWeb.StartAsync(
            new IPEndPoint(options.Bind, options.Ports.Https),
            new IPEndPoint(options.Bind, options.Ports.Http),
            certificates,
            services =>
            {
                site.AddServices(services);
                discovery.AddServices(services);
            },
            endpoints => endpoints.MapHttpFunctions(files, registry),
            loggers,
            cancel
        );
        listener = new MailListener(source, new ConnectionLimits(), time, loggers)
        {
            ProxyNetworks = AccessSettings.Read(settings).ProxyNetworks,
        };
        var wanted = options.Ports;
        var ports = MailPorts.Create(
            options.Bind,
            new PortNumbers(wanted.Smtp, wanted.Submission, wanted.Submissions, wanted.Imaps, wanted.Pop3s),
            HostName,
            LocalAccounts.Domain,
            MailBackend.Of(storage, outbound.ReturnPaths),
            settings,
            time,
            loggers
        );
        try
        {
            await listener.StartAsync(ports, cancel);
        }
        catch (PortUnavailableException e)
        {
            // Somebody took it since it was checked.
            throw PortCheck.Unavailable(e.PortName, e.EndPoint, e);
        }
        Ports = new ServicePorts(
            PortOf("smtp"),
            PortOf("submission"),
            PortOf("submissions"),
            PortOf("imaps"),
            PortOf("pop3s"),
            web.HttpsPort,
            web.HttpPort
        );
    }

    /// <summary>The settings, with the names that this machine's service has if none are set.</summary>
    private static SettingReader WithOwnName(SettingReader settings) =>
        new(name =>
            settings.Text(name)
            ?? name switch
            {
                "MAILCLOUD_HOSTNAME" => HostName,
                "MAILCLOUD_DOMAIN" => LocalAccounts.Domain,
                _ => null,
            }
        );

    private int PortOf(string service) => listener!.EndPointOf(service).Port;
}
