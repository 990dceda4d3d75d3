using MailCloud.Imap.Commands;
using MailCloud.Mail.Search;
using MailCloud.Testing.Transcripts;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Imap.Tests;

/// <summary>
/// Plays tests/Transcripts/imap. Options: <c>append-limit</c>, <c>max-faults</c>, <c>tokens yes</c>, <c>legacy yes</c>, <c>withheld NAMES</c>.
/// </summary>
public class TranscriptTests
{
    public static TheoryData<string, Pace> Transcripts() => TranscriptFiles.TheoryOf("imap");

    [Theory]
    [MemberData(nameof(Transcripts))]
    public Task PlaysAsWritten(string name, Pace pace) =>
        new TranscriptPlayer((world, transcript) => ServerOf(world, transcript).ServeAsync).PlayAsync(name, pace);

    [Fact]
    public void EveryCommandHasATranscript()
    {
        var sent = TranscriptFiles.NamesOf("imap").SelectMany(name => TranscriptFiles.Load(name).SentLines).ToList();
        Assert.Empty(CommandTable.Commands.Select(command => command.Name).Where(name => !sent.Exists(line => IsCommand(line, name))));
    }

    private static bool IsCommand(string line, string name) =>
        line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        && line[(space + 1)..].StartsWith(name, StringComparison.Ordinal)
        && line.AsSpan(space + 1 + name.Length) is [] or [' ', ..];

    /// <summary>The engine that a transcript asks for.</summary>
    internal static ImapServer ServerOf(TranscriptWorld world, Transcript transcript, ITextIndex? index = null)
    {
        var options = new ImapOptions();
        if (transcript.Option("append-limit") is { } limit)
            options = options with { AppendLimit = long.Parse(limit) };
        if (transcript.Option("max-faults") is { } faults)
            options = options with { MaxFaults = int.Parse(faults) };
        return new ImapServer(world.Store, world.MechanismsFor(transcript), world.Time, NullLogger<ImapServer>.Instance, options)
        {
            Switches = new CapabilitySwitches(world.Directory),
            Quotas = world.Quotas,
            TextIndex = index ?? NoTextIndex.Instance,
        };
    }
}
