using System.Collections.Immutable;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Client;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security;
using MailCloud.Outbound.Security.MtaSts;
using MailCloud.Outbound.Security.Reporting;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Outbound.Tests.Scripts;

/// <summary>
/// A transport among scripted servers: example.net's are mx1 (192.0.2.1) and mx2 (192.0.2.2), the only one of example.org is mx.example.org (192.0.2.3).
/// </summary>
internal sealed class Outpost : IAsyncDisposable
{
    private readonly Lazy<OutboundTransport> transport;

    public Outpost()
    {
        Dns.MailExchange("example.net", 10, "mx1.example.net")
            .MailExchange("example.net", 20, "mx2.example.net")
            .Address("mx1.example.net", "192.0.2.1")
            .Address("mx2.example.net", "192.0.2.2")
            .MailExchange("example.org", 10, "mx.example.org")
            .Address("mx.example.org", "192.0.2.3");
        transport = new(() =>
            new OutboundTransport(Router ?? MxRouter(), Servers, Options, Observer, Time, NullLogger<OutboundTransport>.Instance)
        );
    }

    public MemoryDns Dns { get; } = new();

    public ScriptedServers Servers { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public SessionOptions Options { get; set; } = new("mail.example.com");

    public RecordingObserver Observer { get; } = new();

    public StsPolicies? Sts { get; set; }

    public IRouter? Router { get; set; }

    public OutboundTransport Transport => transport.Value;

    private MxRouter MxRouter() => new(Dns, new TlsPolicies(Dns, Sts), new MxOptions { OwnNames = ["mail.example.com"] });

    /// <summary>Sends to the recipients of one domain, and returns all outcomes in the order in which they came.</summary>
    public async Task<List<RecipientOutcome>> SendAsync(OutboundMessage message, params ImmutableArray<EnvelopeRecipient> recipients)
    {
        var destination = Transport.DestinationOf(recipients[0].Address.Domain);
        var outcomes = new List<RecipientOutcome>();
        await foreach (var outcome in Transport.SendAsync(message, destination, recipients, CancellationToken.None))
            outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>Sends a message to one recipient.</summary>
    public async Task<DeliveryAttempt> SendAsync(string recipient, OutboundMessage? message = null) =>
        Assert.Single(await SendAsync(message ?? Letters.Message(), Letters.To(recipient))).Attempt;

    public async ValueTask DisposeAsync()
    {
        if (transport.IsValueCreated)
            await Transport.DisposeAsync();
        await Servers.EndAsync();
    }
}

/// <summary>Keeps what it is told.</summary>
internal sealed class RecordingObserver : ITlsObserver
{
    public List<(string Host, TlsPolicyKind Kind, TlsFailure? Failure)> Seen { get; } = [];

    public ValueTask ObserveAsync(NextHop hop, TlsFailure? failure, CancellationToken cancellationToken)
    {
        Seen.Add((hop.Host, hop.Policy.Kind, failure));
        return ValueTask.CompletedTask;
    }
}
