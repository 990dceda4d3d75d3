using System.Security.Cryptography.X509Certificates;
using MailCloud.Outbound.Client;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security;
using MailCloud.Outbound.Security.Reporting;
using MailCloud.Testing;
using MailCloud.Testing.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Outbound.Tests.Interop;

/// <summary>A transport whose world is one Postfix on loopback: it is the MX mx.example.net of example.net, or a smart host of that name.</summary>
internal sealed class PostfixMx(PostfixServer postfix)
{
    public MemoryDns Dns { get; } =
        new MemoryDns().MailExchange("example.net", 10, "mx.example.net").Address("mx.example.net", "127.0.0.1");

    public SessionOptions Options { get; } =
        new("mail.example.com") { Authorities = [X509CertificateLoader.LoadCertificateFromFile(postfix.Certificates.CaFile)] };

    /// <summary>Straight to the MX.</summary>
    public OutboundTransport Direct() =>
        Over(new MxRouter(Dns, new TlsPolicies(Dns, sts: null), new MxOptions { Port = postfix.Port, AllowsPrivateAddresses = true }));

    /// <summary>Through the smart host, as one of its users.</summary>
    public OutboundTransport Smart(SmartHost smartHost, string password) =>
        Over(new SmartHostRouter(Dns, new OneSecret(smartHost.Password.Value, password), smartHost));

    private OutboundTransport Over(IRouter router) =>
        new(router, new TcpConnector(), Options, NoTlsObserver.Instance, TimeProvider.System, NullLogger<OutboundTransport>.Instance);

    public static async Task<List<RecipientOutcome>> SendAsync(
        OutboundTransport transport,
        OutboundMessage message,
        params string[] recipients
    )
    {
        var outcomes = new List<RecipientOutcome>();
        var destination = transport.DestinationOf(Letters.AddressOf(recipients[0]).Domain);
        await foreach (var outcome in transport.SendAsync(message, destination, Letters.All(recipients), CancellationToken.None))
            outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>Starts a Postfix, or skips the test where that cannot be.</summary>
    public static Task<PostfixServer> StartAsync(PostfixOptions? options = null)
    {
        Assert.SkipWhen(PostfixServer.Obstacle is not null, PostfixServer.Obstacle ?? "");
        return PostfixServer.StartAsync(options);
    }
}
