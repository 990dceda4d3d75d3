using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Mail.Tests.Junk;

/// <summary>What users say about spam by moving mail, and what they do not say.</summary>
public sealed class LearningMailStoreTests : ILessonQueue, IAsyncLifetime
{
    private static readonly AccountId Account = new("ann@example.com");

    private readonly List<LessonBatch> taught = [];
    private readonly MemoryMailStore memory = new(TimeProvider.System);
    private bool isAway;

    private LearningMailStore Store => new(memory, this, NullLogger<LearningMailStore>.Instance);

    public async ValueTask InitializeAsync() => Assert.True(await memory.CreateAccountAsync(Account, CancellationToken.None));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public ValueTask EnqueueAsync(LessonBatch batch, CancellationToken cancellationToken)
    {
        if (isAway)
            throw new StoreUnavailableException("Away, as the test wants it.");
        taught.Add(batch);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("INBOX", "Junk", true)]
    [InlineData("Archive", "Junk", true)]
    [InlineData("Trash", "Junk", true)]
    [InlineData("Junk", "INBOX", false)]
    [InlineData("Junk", "Archive", false)]
    [InlineData("Junk", "Trash", null)]
    [InlineData("Junk", "Junk", null)]
    [InlineData("INBOX", "Archive", null)]
    public async Task A_move_or_a_copy_teaches(string from, string to, bool? isSpam)
    {
        foreach (var moves in (bool[])[true, false])
        {
            taught.Clear();
            var appended = await AppendAsync(from, 3);
            var (source, target) = (await MailboxAsync(from), MailboxTarget.Named(to));

            var result = await Store.DoAsync(
                Account,
                moves ? new MoveMessages(source, appended, target) : new CopyMessages(source, appended, target)
            );

            var lessons = taught.SelectMany(batch => batch.Lessons).ToList();
            Assert.Equal(isSpam is null ? 0 : 3, lessons.Count);
            Assert.All(lessons, lesson => Assert.Equal((isSpam, result.Events[0].Last), (lesson.IsSpam, lesson.Change)));
            // The same messages, whatever numbers they have now.
            if (isSpam is not null)
                Assert.Equal(appended.Enumerate().Select(uid => (ulong)uid.Value), lessons.Select(lesson => lesson.Email.Value).Order());
        }
    }

    [Fact]
    public async Task Deliveries_flags_and_deletions_teach_nothing()
    {
        var appended = await AppendAsync("Junk", 2);
        var junk = await MailboxAsync("Junk");
        await Store.DoAsync(Account, new AppendMessages(MailboxTarget.WithRole(MailboxRole.Junk), [await Store.NewMessageAsync()]));
        await Store.DoAsync(Account, new ChangeFlags(junk, appended, new FlagChange(FlagOperation.Add, MessageFlags.Deleted, [])));
        await Store.DoAsync(Account, new ExpungeDeleted(junk));

        Assert.Empty(taught);
    }

    [Fact]
    public async Task Of_a_large_move_the_newest_messages_teach()
    {
        var appended = await AppendAsync("INBOX", LessonBatch.MaxLessons + 50);

        await Store.DoAsync(Account, new MoveMessages(await MailboxAsync("INBOX"), appended, MailboxTarget.Named("Junk")));

        var emails = Assert.Single(taught).Lessons.Select(lesson => lesson.Email.Value).ToList();
        Assert.Equal(LessonBatch.MaxLessons, emails.Distinct().Count());
        Assert.Equal(appended.Ranges[^1].Last.Value, emails.Max());
    }

    [Fact]
    public async Task A_move_stands_when_the_queue_does_not_answer()
    {
        var appended = await AppendAsync("INBOX", 1);
        isAway = true;

        await Store.DoAsync(Account, new MoveMessages(await MailboxAsync("INBOX"), appended, MailboxTarget.Named("Junk")));

        var state = await Store.ReadAsync(Account, StateDepth.Messages, CancellationToken.None);
        Assert.Equal(1, state!.Messages(await MailboxAsync("Junk")).Count);
    }

    private async Task<UidSet> AppendAsync(string mailbox, int count)
    {
        var message = await memory.NewMessageAsync();
        var result = await memory.DoAsync(
            Account,
            new AppendMessages(MailboxTarget.Named(mailbox), [.. Enumerable.Repeat(message, count)])
        );
        var appended = result.Events[0];
        return UidSet.Of(new UidRange(new Uid((uint)appended.First.Value), new Uid((uint)appended.Last.Value)));
    }

    private async Task<MailboxId> MailboxAsync(string name) =>
        (await memory.ReadAsync(Account, StateDepth.Directory, CancellationToken.None))!.Directory.Find(name)!.Id;
}
