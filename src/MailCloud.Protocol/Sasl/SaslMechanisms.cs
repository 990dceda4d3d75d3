using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Authentication;
using MailCloud.Protocol.Sasl.Bearer;
using MailCloud.Protocol.Sasl.Legacy;
using MailCloud.Protocol.Sasl.Scram;
using MailCloud.Protocol.Telemetry;

namespace MailCloud.Protocol.Sasl;

/// <summary>
/// The mechanisms there are, for all services. To add one: write its <see cref="ISaslMechanism"/> in a file beside <see cref="PlainMechanism"/>, and add it
/// to the list in the constructor, where the strongest comes first, since clients take the first that they know.
/// </summary>
public sealed class SaslMechanisms
{
    private const int NonceOctets = 18;

    private readonly Authenticator authenticator;
    private readonly ImmutableArray<ISaslMechanism> mechanisms;

    /// <param name="nonce">Makes what must never come again, in printable ASCII without commas; null: 144 bits at random.</param>
    /// <param name="bindsChannels">Whether SCRAM-SHA-256-PLUS is among them.</param>
    public SaslMechanisms(Authenticator authenticator, Func<string>? nonce = null, bool bindsChannels = true)
    {
        this.authenticator = authenticator;
        nonce ??= () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceOctets));
        mechanisms =
        [
            .. bindsChannels ? [new ScramMechanism(authenticator, nonce, bindsChannel: true)] : Array.Empty<ISaslMechanism>(),
            new ScramMechanism(authenticator, nonce, bindsChannel: false, offersPlus: bindsChannels),
            .. BearerMechanism.All(authenticator),
            new DigestMd5Mechanism(authenticator, nonce),
            new CramMd5Mechanism(authenticator, nonce),
            new PlainMechanism(authenticator),
            new LoginMechanism(authenticator),
        ];
    }

    /// <summary>To be called when a session begins: which mechanisms there are depends on the domains.</summary>
    public ValueTask RefreshAsync(CancellationToken cancellationToken) => authenticator.RefreshAsync(cancellationToken);

    /// <summary>
    /// What the client may use. Nothing in the clear: a mechanism shows the password to everybody on the way (RFC 4616 §4), or something that can be guessed at.
    /// </summary>
    public IEnumerable<ISaslMechanism> OfferedTo(IConnection connection) =>
        connection.Tls is { } tls ? mechanisms.Where(mechanism => mechanism.IsUsable(tls)) : [];

    /// <summary>The offered mechanism of that name, in any case; null: there is none.</summary>
    public ISaslMechanism? Find(IConnection connection, ReadOnlySpan<byte> name)
    {
        foreach (var mechanism in OfferedTo(connection))
            if (Ascii.EqualsIgnoreCase(name, mechanism.Name))
                return mechanism;
        return null;
    }

    /// <summary>Checks a name and password that came by no mechanism, but as IMAP's LOGIN and POP3's PASS.</summary>
    public async ValueTask<SaslOutcome> VerifyAsync(
        IConnection connection,
        MailServices service,
        string name,
        string password,
        CancellationToken cancellationToken
    )
    {
        var outcome = SaslOutcome.Of(await authenticator.VerifyAsync(connection.OriginOf(service), name, password, cancellationToken));
        ProtocolMeter.LoggedIn(service, "password", outcome.Status);
        return outcome;
    }
}
