using Xunit;

namespace MailCloud.Testing.Transcripts;

/// <summary>How fast the client sends.</summary>
public enum Pace
{
    /// <summary>All lines that follow each other at once: a batch of pipelined commands.</summary>
    Whole,

    /// <summary>One octet at a time.</summary>
    OctetByOctet,
}

/// <summary>Where the transcripts are: tests/Transcripts in the source tree that the test was built from.</summary>
public static class TranscriptFiles
{
    /// <summary>The folder.</summary>
    public static string Folder { get; } = Path.Combine(Checkout.Root, "tests", "Transcripts");

    /// <summary>The names of a protocol's transcripts, for <see cref="Load"/>.</summary>
    public static IEnumerable<string> NamesOf(string protocol) =>
        Directory.EnumerateFiles(Path.Combine(Folder, protocol), "*.txt").Select(file => $"{protocol}/{Path.GetFileName(file)}").Order();

    /// <summary>A protocol's transcripts at every pace: the rows of a theory.</summary>
    public static TheoryData<string, Pace> TheoryOf(string protocol) =>
        [.. NamesOf(protocol).SelectMany(name => Enum.GetValues<Pace>().Select(pace => new TheoryDataRow<string, Pace>(name, pace)))];

    /// <exception cref="FormatException">It does not keep to the syntax; the message begins with the file and line.</exception>
    public static Transcript Load(string name) => TranscriptParser.Parse(name, Read(name), Prelude);

    private static string Read(string name) => Transcript.Octets.GetString(File.ReadAllBytes(Path.Combine(Folder, name)));

    private static string Prelude(string transcript, string prelude) => Read($"{Path.GetDirectoryName(transcript)}/{prelude}.prelude");
}
