using System.Collections.Immutable;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Says what the server can do (RFC 9051 §6.1.1). The answer follows from the rows of the <see cref="CommandTable"/> that are allowed where the session
/// is, so that nothing is announced that is not there.
/// <code>
/// C: A1 CAPABILITY
/// S: * CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ENABLE IDLE
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Capability
{
    private const string Rev2 = "IMAP4rev2";

    public static Capability Parse(ref ImapReader reader) => new();

    public static ValueTask<Completion> ExecuteAsync(Capability command, ImapSession session, CancellationToken cancellationToken)
    {
        session.Output.Write("* CAPABILITY "u8).Text(Of(session)).EndLine();
        return Completion.Ok("Done");
    }

    /// <summary>What an operator can switch off, by name.</summary>
    public static ImmutableArray<string> Switchable { get; } =
    [.. Announced(States.LoggedIn).Append(Rev2).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The capabilities of a session as it is now, parted by spaces.</summary>
    public static string Of(ImapSession session)
    {
        var loggedIn = session.State != States.NotAuthenticated;
        List<string> names = ["IMAP4rev1"];
        if (session.Offers(Rev2))
            names.Add(Rev2);
        names.Add(loggedIn ? "LITERAL+" : "LITERAL-");
        names.AddRange(Announced(loggedIn ? States.LoggedIn : States.NotAuthenticated).Where(session.Offers));
        if (loggedIn)
            names.Add($"APPENDLIMIT={session.Server.Options.AppendLimit}");
        else if (session.Connection.Tls is null)
            names.AddRange("STARTTLS", "LOGINDISABLED");
        else
            names.AddRange(session.Server.Mechanisms.OfferedTo(session.Connection).Select(mechanism => $"AUTH={mechanism.Name}"));
        return string.Join(' ', names);
    }

    /// <summary>What the rows of the table say, in their order.</summary>
    private static IEnumerable<string> Announced(States states) =>
        CommandTable
            .Commands.Where(command => (command.States & states) != 0)
            .SelectMany(command => command.Extension is { } extension ? command.Capabilities.Insert(0, extension) : command.Capabilities)
            .Distinct(StringComparer.Ordinal);
}
