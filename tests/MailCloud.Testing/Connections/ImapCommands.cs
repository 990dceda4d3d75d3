namespace MailCloud.Testing.Connections;

/// <summary>Commands to an IMAP server, one at a time.</summary>
public static class ImapCommands
{
    // In no message of the corpora does a line begin so.
    private const string Tag = "qz7 ";

    /// <summary>Runs a command that has to succeed, literals in it with <c>+</c> (RFC 7888), and gives the lines of its untagged responses.</summary>
    /// <exception cref="InvalidOperationException">It does not succeed; the message says what the server says.</exception>
    public static async Task<string[]> RunAsync(this PipeClient client, string command)
    {
        await client.SendLineAsync(Tag + command);
        List<string> lines = [];
        while (await client.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(Tag, StringComparison.Ordinal))
                lines.Add(line);
            else if (line.StartsWith(Tag + "OK", StringComparison.Ordinal))
                return [.. lines];
            else
                throw new InvalidOperationException($"{command}: {line}");
        }
        throw new EndOfStreamException($"{command}: the server ended the connection.");
    }
}
