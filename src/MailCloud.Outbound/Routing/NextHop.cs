using System.Net;
using MailCloud.Outbound.Client.Login;
using MailCloud.Outbound.Security;

namespace MailCloud.Outbound.Routing;

/// <summary>One address of one server that mail may be handed to.</summary>
/// <param name="Host">The server's name, which its certificate is for; its address if it has none.</param>
public sealed record NextHop(string Host, IPEndPoint EndPoint, TlsPolicy Policy)
{
    /// <summary>Whether TLS begins with the first octet (RFC 8314 §3.3).</summary>
    public bool HasImplicitTls { get; init; }

    /// <summary>Whom to log in as; null: nobody.</summary>
    public Credentials? Credentials { get; init; }

    /// <summary>Whether the password may travel in the clear. It should not.</summary>
    public bool AllowsLoginInTheClear { get; init; }

    public override string ToString() => $"{Host} ({EndPoint})";
}
