using System.Text;

namespace MailCloud.Pop3.Commands;

/// <summary>Reads a command's arguments, the space before them included. Pure.</summary>
/// <exception cref="Pop3SyntaxException">They are not as the grammar wants them.</exception>
internal delegate T Parse<out T>(ref Pop3Reader arguments);

/// <summary>Does what a command says and returns the response.</summary>
internal delegate ValueTask<Pop3Reply> Execute<in T>(T command, Pop3Session session, CancellationToken cancellationToken);

/// <summary>A row of the command table.</summary>
internal abstract class Command(string name, States states, string reference)
{
    public string Name => name;

    /// <summary>Where the command is allowed.</summary>
    public States States => states;

    /// <summary>Where the command is specified: <c>RFC NNNN §x.y</c>.</summary>
    public string Reference => reference;

    /// <summary>What CAPA says because this row exists; null: nothing, to this client.</summary>
    public Func<Pop3Session, string?> Capability { get; init; } = _ => null;

    public bool IsNamed(ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(word, name);

    /// <summary>Parses a line that begins with the name, and executes it.</summary>
    /// <exception cref="Pop3SyntaxException">The arguments are not as the grammar wants them; nothing has happened.</exception>
    public abstract ValueTask<Pop3Reply> RunAsync(ReadOnlySpan<byte> line, Pop3Session session, CancellationToken cancellationToken);

    /// <summary>Parses a line that begins with the name, and does nothing.</summary>
    /// <exception cref="Pop3SyntaxException">The arguments are not as the grammar wants them.</exception>
    public abstract void Validate(ReadOnlySpan<byte> line);
}

/// <inheritdoc/>
internal sealed class Command<T>(string name, States states, string reference, Parse<T> parse, Execute<T> execute)
    : Command(name, states, reference)
{
    public override ValueTask<Pop3Reply> RunAsync(ReadOnlySpan<byte> line, Pop3Session session, CancellationToken cancellationToken) =>
        execute(Read(line), session, cancellationToken);

    public override void Validate(ReadOnlySpan<byte> line) => Read(line);

    private T Read(ReadOnlySpan<byte> line)
    {
        var reader = new Pop3Reader(line);
        reader.Word();
        var command = parse(ref reader);
        reader.End();
        return command;
    }
}
