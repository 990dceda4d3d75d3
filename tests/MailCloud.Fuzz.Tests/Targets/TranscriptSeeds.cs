using System.Text;
using MailCloud.Testing.Transcripts;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>What clients say in tests/Transcripts. Whoever adds a command with a transcript has it fuzzed.</summary>
internal static class TranscriptSeeds
{
    private const int LongestToken = 32;

    /// <summary>Whole conversations: the client's half of each transcript.</summary>
    public static IEnumerable<byte[]> Sessions(string protocol) =>
        TranscriptFiles.NamesOf(protocol).Select(name => Encoding.Latin1.GetBytes(SaidIn(name)));

    /// <summary>Single commands with their literals, without the last CRLF.</summary>
    public static IEnumerable<byte[]> Commands(string protocol) =>
        TranscriptFiles
            .NamesOf(protocol)
            .SelectMany(name => CommandsOf(SaidIn(name)))
            .Distinct(StringComparer.Ordinal)
            .Select(Encoding.Latin1.GetBytes);

    /// <summary>The words of the commands.</summary>
    public static IReadOnlyList<string> Tokens(string protocol) =>
        [
            .. Commands(protocol)
                .SelectMany(command => Encoding.Latin1.GetString(command).Split(' ', '(', ')', '[', ']', '=', ':', '\r', '\n'))
                .Where(word => word.Length is > 1 and <= LongestToken)
                .Distinct(StringComparer.Ordinal),
            "\r\n",
            "{3}\r\n",
            "{3+}\r\nabc",
            "~{3+}\r\n\0\0\0",
            "\"\"",
            " (",
            ") ",
        ];

    private static string SaidIn(string name) =>
        string.Concat(
            TranscriptFiles
                .Load(name)
                .Steps.OfType<Send>()
                .Where(step => step.Connection == 1)
                .Select(step => step.HasLineEnd ? step.Text + "\r\n" : step.Text)
        );

    private static IEnumerable<string> CommandsOf(string said)
    {
        var command = "";
        foreach (var line in said.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            command += line;
            if (line.EndsWith('}'))
            {
                command += "\r\n";
                continue;
            }
            yield return command;
            command = "";
        }
    }
}
