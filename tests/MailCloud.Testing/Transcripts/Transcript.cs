using System.Text;

namespace MailCloud.Testing.Transcripts;

/// <summary>A transcript: the state it begins with, and what client and server say. tests/Transcripts/README.md explains the syntax.</summary>
/// <param name="Name">Folder and file, e.g. <c>pop3/retr.txt</c>.</param>
/// <param name="Headers">The header lines in their order.</param>
public sealed record Transcript(string Name, IReadOnlyList<TranscriptHeader> Headers, IReadOnlyList<TranscriptStep> Steps)
{
    /// <summary>Text in a transcript stands for octets, one character each, so that it is compared octet by octet.</summary>
    internal static readonly Encoding Octets = Encoding.Latin1;

    /// <summary>Reads a transcript that is not a file. It can have no preludes.</summary>
    /// <exception cref="FormatException">It does not keep to the syntax; the message begins with the name and line.</exception>
    public static Transcript Parse(string name, string text) =>
        TranscriptParser.Parse(name, text, (_, prelude) => throw new FormatException($"{name}: there is no prelude {prelude}."));

    /// <summary>The lines that the client sends, of all its connections.</summary>
    public IEnumerable<string> SentLines => Steps.OfType<Send>().Select(step => step.Text);

    /// <summary>The value of the header <c>option: name value</c>, by which a transcript asks its engine for something; null: there is none.</summary>
    public string? Option(string name) =>
        Headers
            .Where(header => header.Key is "option")
            .Select(header => header.Value.Split(' ', 2))
            .Where(words => string.Equals(words[0], name, StringComparison.Ordinal))
            .Select(words => words.ElementAtOrDefault(1) ?? "")
            .FirstOrDefault();

    internal string? Header(string key) =>
        Headers.FirstOrDefault(header => string.Equals(header.Key, key, StringComparison.Ordinal))?.Value;
}

/// <summary>A header line.</summary>
/// <param name="Line">Its place in the file, from 1 on.</param>
public sealed record TranscriptHeader(int Line, string Key, string Value);

/// <summary>One thing that happens, on one connection (the client's first is 1).</summary>
public abstract record TranscriptStep(int Line, int Connection);

/// <summary>The client sends this.</summary>
/// <param name="HasLineEnd">CRLF follows the text.</param>
public sealed record Send(int Line, int Connection, string Text, bool HasLineEnd) : TranscriptStep(Line, Connection);

/// <summary>The server sends these lines, in any order if they are several.</summary>
public sealed record Expect(int Line, int Connection, IReadOnlyList<LinePattern> Patterns) : TranscriptStep(Line, Connection);

/// <summary>The server ends the connection.</summary>
public sealed record ExpectClosed(int Line, int Connection) : TranscriptStep(Line, Connection);

/// <summary>The client does the TLS handshake.</summary>
public sealed record StartTls(int Line, int Connection) : TranscriptStep(Line, Connection);

/// <summary>The client compresses what it sends, and takes what comes for compressed.</summary>
public sealed record StartCompression(int Line, int Connection) : TranscriptStep(Line, Connection);

/// <summary>The client ends its sending, as one does that goes away.</summary>
public sealed record Leave(int Line, int Connection) : TranscriptStep(Line, Connection);
