using System.Collections.Immutable;
using System.Text;
using MailCloud.Mail.Authentication;

namespace MailCloud.Protocol.Sasl;

/// <summary>
/// The mechanisms there are. To add one: write its <see cref="ISaslMechanism"/> in a file beside <see cref="PlainMechanism"/>, and add it to the list
/// in the constructor, where the strongest comes first.
/// </summary>
public sealed class SaslMechanisms
{
    private readonly ImmutableArray<ISaslMechanism> mechanisms;

    public SaslMechanisms(Authenticator authenticator) =>
        mechanisms = [new PlainMechanism(authenticator), new LoginMechanism(authenticator)];

    /// <summary>What the client may use. Nothing in the clear: both mechanisms show the password to everybody on the way (RFC 4616 §4).</summary>
    public ImmutableArray<ISaslMechanism> OfferedTo(IConnection connection) => connection.Tls is null ? [] : mechanisms;

    /// <summary>The offered mechanism of that name, in any case; null: there is none.</summary>
    public ISaslMechanism? Find(IConnection connection, ReadOnlySpan<byte> name)
    {
        foreach (var mechanism in OfferedTo(connection))
            if (Ascii.EqualsIgnoreCase(name, mechanism.Name))
                return mechanism;
        return null;
    }
}
