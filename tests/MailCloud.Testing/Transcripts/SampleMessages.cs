using System.Text;

namespace MailCloud.Testing.Transcripts;

/// <summary>The messages that transcripts put into mailboxes: files of tests/Transcripts/messages, octet by octet, and generated ones.</summary>
public static class SampleMessages
{
    private const string GeneratedPrefix = "octets-";

    /// <summary>The message of that name: <c>NAME.eml</c>, or <c>octets-N</c> for a generated one of exactly N octets (at least 100).</summary>
    public static byte[] Read(string name) =>
        name.StartsWith(GeneratedPrefix, StringComparison.Ordinal)
            ? Generate(int.Parse(name.AsSpan(GeneratedPrefix.Length)))
            : File.ReadAllBytes(Path.Combine(TranscriptFiles.Folder, "messages", name + ".eml"));

    private static byte[] Generate(int octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets, 100);
        var text = new StringBuilder($"From: alice@example.com\r\nSubject: {octets} octets\r\n\r\n", octets);
        for (var line = 1; octets - text.Length > 0; line++)
        {
            var rest = octets - text.Length;
            var digits = $"line {line} ";
            // A last line shorter than its CRLF goes to the line before it.
            var length = rest < 144 ? rest : 72;
            text.Append(digits.PadRight(length - 2, 'x').AsSpan(0, length - 2)).Append("\r\n");
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
