using System.Text;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>Reads a command's arguments: all that follows the verb.</summary>
/// <exception cref="SmtpSyntaxException">They are not as the grammar wants them.</exception>
internal delegate T Parse<out T>(ref SmtpReader arguments);

/// <summary>Does what a command says and returns the reply that ends it.</summary>
internal delegate ValueTask<SmtpReply> Execute<in T>(T command, SmtpSession session, CancellationToken cancellationToken);

/// <summary>A row of the command table.</summary>
internal abstract class Command(string verb, States states, string reference)
{
    public string Verb => verb;

    /// <summary>Where the command is allowed; elsewhere the reply is 503.</summary>
    public States States => states;

    /// <summary>Where the command is specified: <c>RFC NNNN §x.y</c>.</summary>
    public string Reference => reference;

    /// <summary>The longest line, in octets with its CRLF (RFC 5321 §4.5.3.1.4).</summary>
    public int MaxLine { get; init; } = 512;

    /// <summary>What EHLO says of the command; null: nothing.</summary>
    public Extension? Extension { get; init; }

    /// <summary>Whether the arguments name an address, which a log line of a refusal should tell. AUTH's are secret.</summary>
    public bool NamesAddress { get; init; }

    public bool IsNamed(ReadOnlySpan<byte> octets) => Ascii.EqualsIgnoreCase(octets, verb);

    /// <summary>Parses and executes a line that begins with the verb.</summary>
    public abstract ValueTask<SmtpReply> RunAsync(ReadOnlySpan<byte> line, SmtpSession session, CancellationToken cancellationToken);

    /// <summary>Parses a line that begins with the verb, and does nothing.</summary>
    /// <exception cref="SmtpSyntaxException">The arguments are not as the grammar wants them.</exception>
    public abstract void Validate(ReadOnlySpan<byte> line);
}

/// <inheritdoc/>
internal sealed class Command<T>(string verb, States states, string reference, Parse<T> parse, Execute<T> execute)
    : Command(verb, states, reference)
{
    public override ValueTask<SmtpReply> RunAsync(ReadOnlySpan<byte> line, SmtpSession session, CancellationToken cancellationToken) =>
        execute(Read(line), session, cancellationToken);

    public override void Validate(ReadOnlySpan<byte> line) => Read(line);

    private T Read(ReadOnlySpan<byte> line)
    {
        var reader = new SmtpReader(line);
        reader.Token();
        return parse(ref reader);
    }
}
