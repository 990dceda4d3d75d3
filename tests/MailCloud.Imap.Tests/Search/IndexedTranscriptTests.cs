using MailCloud.Testing.Transcripts;

namespace MailCloud.Imap.Tests.Search;

/// <summary>With a text index of what the mailboxes hold, transcripts of searches say the same.</summary>
public class IndexedTranscriptTests
{
    private static readonly string[] Topics = ["search", "sort", "thread"];

    public static TheoryData<string> Transcripts() =>
        [.. TranscriptFiles.NamesOf("imap").Where(name => Array.Exists(Topics, topic => name.Contains(topic, StringComparison.Ordinal)))];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public Task PlaysAsWritten(string name) => new TranscriptPlayer(EngineOf).PlayAsync(name, Pace.Whole);

    private static Engine EngineOf(TranscriptWorld world, Transcript transcript) =>
        async (connection, stopping) =>
        {
            var index = new IndexedMail();
            await index.BuildAsync(world.Store);
            await TranscriptTests.ServerOf(world, transcript, index.Index).ServeAsync(connection, stopping);
        };
}
