using MailCloud.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Testing.Transcripts;

/// <summary>Serves one connection until it ends: an engine as the listener sees it.</summary>
public delegate Task Engine(IConnection connection, CancellationToken cancellationToken);

/// <summary>
/// Plays transcripts. The server has to say what is written, all of it and nothing else: after the last line the client leaves, and whatever then still
/// comes is a failure.
/// </summary>
/// <param name="engineOf">Makes the engine over a world; one engine serves all connections of a transcript.</param>
/// <param name="worldOf">Makes an empty world; in memory if not given.</param>
public sealed class TranscriptPlayer(
    Func<TranscriptWorld, Transcript, Engine> engineOf,
    Func<TimeProvider, ValueTask<TranscriptWorld>>? worldOf = null
)
{
    /// <summary>When it is in a transcript that has no <c>time:</c> header.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Plays the transcript of that name (<see cref="TranscriptFiles.NamesOf"/>).</summary>
    public Task PlayAsync(string name, Pace pace) => PlayAsync(TranscriptFiles.Load(name), pace);

    public async Task PlayAsync(Transcript transcript, Pace pace)
    {
        var time = new FakeTimeProvider(transcript.Header("time") is { } now ? DateTimeOffset.Parse(now) : Now);
        var world = await (worldOf?.Invoke(time) ?? ValueTask.FromResult(TranscriptWorld.InMemory(time)));
        await TranscriptFixture.PrepareAsync(transcript, world);

        using var cancellation = new CancellationTokenSource();
        await using var run = new TranscriptRun(transcript, pace, engineOf(world, transcript), cancellation.Token);
        try
        {
            await run.PlayAsync();
        }
        finally
        {
            await cancellation.CancelAsync();
        }
    }
}
