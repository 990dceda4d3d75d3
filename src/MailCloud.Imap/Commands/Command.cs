using System.Collections.Immutable;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>A row of the <see cref="CommandTable"/>.</summary>
internal abstract class Command(string name, States states, string reference, Uses uses)
{
    /// <summary>What the client sends, in capitals; two words for the UID commands.</summary>
    public string Name { get; } = name;

    public States States { get; } = states;

    /// <summary>Where the command is defined.</summary>
    public string Reference { get; } = reference;

    public Uses Uses { get; } = uses;

    /// <summary>The extension that the command belongs to: where an operator has switched that off, there is no such command. Null: it is always there.</summary>
    public string? Extension { get; init; }

    /// <summary>What CAPABILITY says besides because this row exists, in the states where the command is allowed.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>Reads the arguments, to the end, and runs the command. Whatever is wrong with the arguments is thrown before anything happened.</summary>
    /// <exception cref="ImapSyntaxException">The arguments are not what the grammar says.</exception>
    public abstract ValueTask<Completion> RunAsync(ref ImapReader arguments, ImapSession session, CancellationToken cancellationToken);

    /// <summary>Reads the arguments, to the end, and does nothing.</summary>
    /// <exception cref="ImapSyntaxException">The arguments are not what the grammar says.</exception>
    public abstract void Validate(ref ImapReader arguments);
}

/// <summary>A command with its arguments' type.</summary>
/// <param name="parse">Reads the arguments, the space before them included. Pure.</param>
/// <param name="execute">Does what the command says, writes its untagged responses, and returns how it ended.</param>
internal sealed class Command<T>(
    string name,
    States states,
    string reference,
    Rule<T> parse,
    Func<T, ImapSession, CancellationToken, ValueTask<Completion>> execute,
    Uses uses = Uses.None
) : Command(name, states, reference, uses)
{
    public override ValueTask<Completion> RunAsync(ref ImapReader arguments, ImapSession session, CancellationToken cancellationToken) =>
        execute(Read(ref arguments), session, cancellationToken);

    public override void Validate(ref ImapReader arguments) => Read(ref arguments);

    private T Read(ref ImapReader arguments)
    {
        var parsed = parse(ref arguments);
        arguments.End();
        return parsed;
    }
}
