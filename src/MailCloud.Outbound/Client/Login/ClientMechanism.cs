using System.Collections.Immutable;

namespace MailCloud.Outbound.Client.Login;

/// <summary>Who we are to a server that wants to know.</summary>
public sealed record Credentials(string User, string Password)
{
    /// <summary>A password is nothing to print.</summary>
    public override string ToString() => User;
}

/// <summary>The client's side of a SASL mechanism (RFC 4422 §3), for one log-in.</summary>
internal interface IClientMechanism
{
    /// <summary>The first octets, sent with the command; null: the server speaks first.</summary>
    byte[]? Begin();

    /// <summary>The answer to a challenge.</summary>
    /// <exception cref="ConversationException">The challenge is not what the mechanism says, or proves that the server does not know the password.</exception>
    byte[] Answer(byte[] challenge);

    /// <summary>Whether the server proved what it had to prove; asked when it said that we are logged in.</summary>
    bool IsComplete { get; }
}

/// <summary>The mechanisms that we can, the strongest first.</summary>
internal static class ClientMechanisms
{
    private static readonly ImmutableArray<(string Name, Func<Credentials, IClientMechanism> Create)> All =
    [
        ("SCRAM-SHA-256", credentials => new ScramSha256(credentials)),
        ("PLAIN", credentials => new Plain(credentials)),
        ("LOGIN", credentials => new LoginWords(credentials)),
    ];

    /// <summary>The strongest that the server offers too; null: none.</summary>
    public static (string Name, IClientMechanism Mechanism)? Choose(IEnumerable<string> offered, Credentials credentials)
    {
        var names = offered.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, create) in All)
            if (names.Contains(name))
                return (name, create(credentials));
        return null;
    }
}
