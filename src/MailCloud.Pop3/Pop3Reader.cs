using System.Buffers.Text;
using System.Text;

namespace MailCloud.Pop3;

/// <summary>The line is not what the grammar says; the message says what was expected.</summary>
internal sealed class Pop3SyntaxException(string message) : FormatException(message);

/// <summary>Reads a command line (RFC 2449 §4): a keyword and arguments with a space before each.</summary>
internal ref struct Pop3Reader(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> rest = line;

    /// <summary>What stands before the next space, if anything does.</summary>
    public ReadOnlySpan<byte> Word()
    {
        var space = rest.IndexOf((byte)' ');
        var word = space < 0 ? rest : rest[..space];
        rest = rest[word.Length..];
        return word;
    }

    /// <summary>Steps over the space before an argument. False: there are no more arguments.</summary>
    public bool TrySpace()
    {
        // Some clients leave a space behind an argument, which is none then.
        if (rest.Trim((byte)' ').IsEmpty)
            return false;
        rest = rest[1..];
        return true;
    }

    /// <summary>Steps over the space before an argument that must be there.</summary>
    public void Space(string expected)
    {
        if (!TrySpace())
            throw new Pop3SyntaxException(expected);
    }

    /// <summary>All that is left, as UTF-8 text: a password may have spaces (RFC 1939 §7).</summary>
    public string Remainder()
    {
        if (!System.Text.Unicode.Utf8.IsValid(rest))
            throw new Pop3SyntaxException("UTF-8 expected");
        var text = Encoding.UTF8.GetString(rest);
        rest = default;
        return text;
    }

    /// <summary>A message number after its space.</summary>
    public MessageNumber MessageNumber()
    {
        Space("Message number expected");
        return new MessageNumber(Number());
    }

    /// <summary>A message number after its space, or null at the end of the line.</summary>
    public MessageNumber? OptionalMessageNumber() => TrySpace() ? new MessageNumber(Number()) : null;

    /// <summary>A number of digits; one that is too large for anything is the largest.</summary>
    public int Number()
    {
        var word = Word();
        if (word.IsEmpty || word.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            throw new Pop3SyntaxException("Number expected");
        return Utf8Parser.TryParse(word, out int number, out _) ? number : int.MaxValue;
    }

    /// <summary>Nothing may be left.</summary>
    public readonly void End()
    {
        if (!rest.Trim((byte)' ').IsEmpty)
            throw new Pop3SyntaxException("That is one argument too many");
    }
}
