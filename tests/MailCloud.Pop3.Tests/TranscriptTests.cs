using MailCloud.Mail.Maildrops;
using MailCloud.Pop3.Commands;
using MailCloud.Testing.Transcripts;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Pop3.Tests;

/// <summary>Plays tests/Transcripts/pop3. Options: <c>tokens yes</c>, <c>legacy yes</c>.</summary>
public class TranscriptTests
{
    private const string Protocol = "pop3";

    public static TheoryData<string, Pace> Transcripts() => TranscriptFiles.TheoryOf(Protocol);

    public static TheoryData<string> CommandNames() => [.. CommandTable.Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public Task PlaysAsWritten(string name, Pace pace) =>
        new TranscriptPlayer((world, transcript) => ServerOf(world, transcript).ServeAsync).PlayAsync(name, pace);

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void EveryCommandHasATranscript(string command)
    {
        var name = $"{Protocol}/{command.ToLowerInvariant()}.txt";
        Assert.Contains(name, TranscriptFiles.NamesOf(Protocol));
        Assert.Contains(
            TranscriptFiles.Load(name).SentLines,
            line => string.Equals(line.Split(' ')[0], command, StringComparison.OrdinalIgnoreCase)
        );
    }

    /// <summary>The engine that a transcript asks for.</summary>
    internal static Pop3Server ServerOf(TranscriptWorld world, Transcript transcript) =>
        new(
            new Pop3Options(),
            world.Store,
            world.MechanismsFor(transcript),
            new MemoryMaildropLock(),
            world.Time,
            NullLogger<Pop3Server>.Instance
        );
}
