using MailCloud.Jmap.Submissions;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Submissions;

namespace MailCloud.Jmap.Tests.Submissions;

/// <summary>Of submissions that are done the oldest are forgotten.</summary>
public sealed class SubmissionHistoryTests
{
    [Fact]
    public async Task Those_that_wait_and_the_newest_stay()
    {
        var objects = new MemoryObjectStore();
        for (var n = 0; n < 230; n++)
        {
            var phase = n < 10 ? SubmissionPhase.Held : SubmissionPhase.Released;
            await objects.TryCommitAsync(
                JmapWorld.Alice,
                Submission.Kind,
                [new($"s{n:D3}", new Submission { Phase = phase }.ToBody())],
                default
            );
        }

        await SubmissionHistory.PruneAsync(objects, JmapWorld.Alice, default);

        var kept = await objects.ReadAsync(JmapWorld.Alice, Submission.Kind, default);
        Assert.Equal(210, kept.Objects.Length);
        Assert.Equal(10, kept.Objects.Count(stored => Submission.Of(stored).Phase is SubmissionPhase.Held));
        Assert.DoesNotContain(kept.Objects, stored => stored.Id is "s010");
    }
}
