using System.Diagnostics;
using System.Diagnostics.Metrics;
using MailCloud.Mail.Authentication;
using MailCloud.Protocol.Sasl;

namespace MailCloud.Protocol.Telemetry;

/// <summary>
/// What the listener counts, for whoever listens; while nobody does, it costs a look. Tags have few values, and none that tells of a person: no addresses, domains or names.
/// </summary>
public static class ProtocolMeter
{
    public const string Name = "MailCloud.Listener";

    private static readonly Meter Meter = new(Name);

    private static readonly UpDownCounter<long> Open = Meter.CreateUpDownCounter<long>(
        "mailcloud.connections.open",
        "{connection}",
        "Connections that are served now"
    );

    private static readonly Counter<long> Connections = Meter.CreateCounter<long>(
        "mailcloud.connections",
        "{connection}",
        "Connections by how they ended"
    );

    private static readonly Counter<long> Handshakes = Meter.CreateCounter<long>(
        "mailcloud.tls.handshakes",
        "{handshake}",
        "TLS handshakes by version; failed ones too"
    );

    private static readonly Counter<long> Octets = Meter.CreateCounter<long>(
        "mailcloud.io",
        "By",
        "Octets from and to clients, as on the wire"
    );

    private static readonly Counter<long> Logins = Meter.CreateCounter<long>(
        "mailcloud.logins",
        "{login}",
        "Log-ins by mechanism and outcome"
    );

    private static readonly Counter<long> Messages = Meter.CreateCounter<long>(
        "mailcloud.messages",
        "{message}",
        "Messages that clients sent, by what became of them at the end of their content"
    );

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "mailcloud.command.duration",
        "s",
        "From a command's last octet to its reply"
    );

    internal static bool TimesCommands => Durations.Enabled;

    /// <summary>Whether anybody wants to know of octets.</summary>
    public static bool CountsOctets => Octets.Enabled;

    public static void Opened(string protocol) => Open.Add(1, Tag("protocol", protocol));

    /// <param name="outcome"><c>served</c>, <c>turned-away</c>, <c>no-tls</c>, <c>lost</c> or <c>failed</c>.</param>
    public static void Closed(string protocol, string outcome)
    {
        Open.Add(-1, Tag("protocol", protocol));
        Connections.Add(1, Tag("protocol", protocol), Tag("outcome", outcome));
    }

    /// <summary>A connection that was closed before it was served.</summary>
    public static void TurnedAway(string protocol) => Connections.Add(1, Tag("protocol", protocol), Tag("outcome", "turned-away"));

    /// <param name="version"><c>TLS1.2</c>, <c>TLS1.3</c>, or <c>failed</c>.</param>
    public static void Handshake(string protocol, string version) => Handshakes.Add(1, Tag("protocol", protocol), Tag("version", version));

    /// <param name="direction"><c>in</c>: from the client; <c>out</c>: to it.</param>
    public static void Moved(string protocol, string direction, long octets) =>
        Octets.Add(octets, Tag("protocol", protocol), Tag("direction", direction));

    /// <param name="mechanism">A SASL mechanism's name, or <c>password</c> for the protocols' own commands.</param>
    internal static void LoggedIn(MailServices service, string mechanism, SaslStatus status) =>
        Logins.Add(1, Tag("protocol", NameOf(service)), Tag("mechanism", mechanism), Tag("outcome", NameOf(status)));

    /// <param name="outcome"><c>accepted</c>, <c>deferred</c> (4yz) or <c>refused</c> (5yz).</param>
    public static void MessageEnded(string protocol, string outcome) => Messages.Add(1, Tag("protocol", protocol), Tag("outcome", outcome));

    internal static void CommandEnded(string protocol, string command, string outcome, TimeSpan duration)
    {
        var tags = new TagList
        {
            { "protocol", protocol },
            { "command", command },
            { "outcome", outcome },
        };
        Durations.Record(duration.TotalSeconds, tags);
    }

    private static string NameOf(MailServices service) =>
        service switch
        {
            MailServices.Smtp => "smtp",
            MailServices.Imap => "imap",
            MailServices.Pop3 => "pop3",
            _ => "other",
        };

    private static string NameOf(SaslStatus status) =>
        status switch
        {
            SaslStatus.Authenticated => "ok",
            SaslStatus.Refused => "refused",
            SaslStatus.Malformed => "malformed",
            SaslStatus.Cancelled => "cancelled",
            _ => "unavailable",
        };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
