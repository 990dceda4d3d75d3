using MailCloud.Dns;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Client;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security;
using MailCloud.Outbound.Security.MtaSts;
using MailCloud.Outbound.Security.Reporting;
using Microsoft.Extensions.Logging;

namespace MailCloud.Outbound;

/// <summary>Puts the parts of the way out together.</summary>
/// <param name="Dns">Who is asked for servers and their policies.</param>
/// <param name="Secrets">Holds the smart host's password.</param>
/// <param name="Policies">Keeps MTA-STS policies.</param>
/// <param name="Observer">Hears of each connection's TLS.</param>
public sealed record WayOut(
    IDnsResolver Dns,
    ISecretStore Secrets,
    IStsPolicyStore Policies,
    ITlsObserver Observer,
    TimeProvider Time,
    ILoggerFactory Loggers
)
{
    /// <summary>The way out that the settings describe; null: there is none. One for a process: it keeps connections.</summary>
    public OutboundTransport? Open(OutboundSettings settings) =>
        settings.Mode switch
        {
            OutboundMode.Mx => Over(new MxRouter(Dns, new TlsPolicies(Dns, StsPolicies(settings)), settings.Mx), settings.Session),
            OutboundMode.SmartHost => Over(new SmartHostRouter(Dns, Secrets, settings.SmartHost!), settings.Session),
            _ => null,
        };

    private OutboundTransport Over(IRouter router, SessionOptions session) =>
        new(router, new TcpConnector(), session, Observer, Time, Loggers.CreateLogger<OutboundTransport>());

    private StsPolicies? StsPolicies(OutboundSettings settings) =>
        settings.HonoursMtaSts
            ? new StsPolicies(
                Dns,
                new PolicyFetcher(PublicHttp.CreateClient(Dns, settings.Mx.AllowsPrivateAddresses)),
                Policies,
                Time,
                Loggers.CreateLogger<StsPolicies>()
            )
            : null;
}
