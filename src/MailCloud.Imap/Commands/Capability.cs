using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Says what the server can do (RFC 9051 §6.1.1). The answer follows from the rows of the <see cref="CommandTable"/> that are allowed where the session
/// is, so that nothing is announced that is not there.
/// <code>
/// C: A1 CAPABILITY
/// S: * CAPABILITY IMAP4rev1 LITERAL+ ENABLE IDLE
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Capability
{
    public static Capability Parse(ref ImapReader reader) => new();

    public static ValueTask<Completion> ExecuteAsync(Capability command, ImapSession session, CancellationToken cancellationToken)
    {
        session.Output.Write("* CAPABILITY "u8).Text(Of(session)).EndLine();
        return Completion.Ok("Done");
    }

    /// <summary>The capabilities of a session as it is now, parted by spaces.</summary>
    public static string Of(ImapSession session)
    {
        var loggedIn = session.State != States.NotAuthenticated;
        List<string> names = ["IMAP4rev1", loggedIn ? "LITERAL+" : "LITERAL-"];
        foreach (var command in CommandTable.Commands)
            if ((command.States & (loggedIn ? States.LoggedIn : States.NotAuthenticated)) != 0)
                names.AddRange(command.Capabilities);
        if (loggedIn)
            names.Add($"APPENDLIMIT={session.Server.Options.AppendLimit}");
        else if (session.Connection.Tls is null)
            names.AddRange("STARTTLS", "LOGINDISABLED");
        else
            names.AddRange(session.Server.Mechanisms.OfferedTo(session.Connection).Select(mechanism => $"AUTH={mechanism.Name}"));
        return string.Join(' ', names);
    }
}
