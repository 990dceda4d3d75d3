using MailCloud.Testing.Transcripts;

namespace MailCloud.Imap.Tests;

/// <summary>Plays the same transcripts over the Azure store: what clients see does not depend on where mail is kept.</summary>
public class StorageTranscriptTests(StorageWorlds worlds) : IClassFixture<StorageWorlds>
{
    public static TheoryData<string> Transcripts() => [.. TranscriptFiles.NamesOf("imap")];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public Task PlaysAsWritten(string name) =>
        new TranscriptPlayer((world, transcript) => TranscriptTests.ServerOf(world, transcript).ServeAsync, worlds.OpenAsync).PlayAsync(
            name,
            Pace.Whole
        );
}
