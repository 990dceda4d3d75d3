using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using MailCloud.Spam.Features;
using MailCloud.Spam.Models;
using MailCloud.Spam.Tests.Personal;
using MailCloud.Testing.Spam;

namespace MailCloud.Spam.Tests.Training;

/// <summary>Lessons are learned once each, however they come.</summary>
public sealed class SpamTrainingTests
{
    [Fact]
    public async Task A_lesson_that_comes_twice_is_learned_once()
    {
        var world = new SpamWorld();
        var batch = await BatchAsync(world, await world.AccountAsync("ann"));

        await world.Training.TrainAsync(batch, CancellationToken.None);
        var once = await world.Models.ReadAsync(ModelName.Of(batch.Account), CancellationToken.None);
        await world.Training.TrainAsync(batch, CancellationToken.None);

        Assert.Equal(once, await world.Models.ReadAsync(ModelName.Of(batch.Account), CancellationToken.None));
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_not_learned_again()
    {
        var (well, sick) = (new SpamWorld(), new SpamWorld(new FailingModelStore(new MemoryModelStore()) { LostAnswers = 2 }));

        foreach (var world in (SpamWorld[])[well, sick])
            await world.Training.TrainAsync(await BatchAsync(world, await world.AccountAsync("ann")), CancellationToken.None);

        var ann = ModelName.Of(new AccountId("ann@example.com"));
        Assert.Equal((await well.ModelAsync(ann))!.Weights.All, (await sick.ModelAsync(ann))!.Weights.All);
    }

    [Fact]
    public async Task A_batch_that_could_not_be_learned_is_learned_when_it_comes_again()
    {
        var models = new FailingModelStore(new MemoryModelStore());
        var world = new SpamWorld(models);
        var batch = await BatchAsync(world, await world.AccountAsync("ann"));
        models.IsAway = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => world.Training.TrainAsync(batch, CancellationToken.None));

        models.IsAway = false;
        await world.Training.TrainAsync(batch, CancellationToken.None);

        Assert.Equal(1, (await world.ModelAsync(ModelName.Of(batch.Account)))!.Lessons.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_moves_of_a_message_the_later_one_holds_in_whatever_order_they_come(bool isSwapped)
    {
        var world = new SpamWorld();
        var ann = await world.AccountAsync("ann");
        var message = SpamWorld.Newsletter(1);
        var content = await world.KeepAsync(message);
        LessonBatch[] batches =
        [
            new(ann, [new Lesson(content, new EmailId(5), new ModSeq(10), IsSpam: true)]),
            new(ann, [new Lesson(content, new EmailId(5), new ModSeq(11), IsSpam: false)]),
        ];

        foreach (var batch in isSwapped ? batches.Reverse() : batches)
            await world.Training.TrainAsync(batch, CancellationToken.None);

        var score = (await world.ModelAsync(ModelName.Of(ann)))!.Weights.Sum(FeatureSet.Of(message));
        Assert.True(isSwapped ? score < 0 : score < 2, $"{score}");
    }

    [Fact]
    public async Task Lessons_of_many_at_once_are_all_learned()
    {
        var world = new SpamWorld { Settings = new SpamSettings { SharesTraining = true } };
        var accounts = new List<AccountId>();
        for (var n = 0; n < 6; n++)
            accounts.Add(await world.AccountAsync($"user{n}"));
        var batches = new List<LessonBatch>();
        foreach (var account in accounts)
            batches.Add(await BatchAsync(world, account));

        await Task.WhenAll(batches.Select(batch => Task.Run(() => world.Training.TrainAsync(batch, CancellationToken.None))));

        var shared = await world.ModelAsync(ModelName.Everybody);
        Assert.Equal(6, shared!.Lessons.Count);
        Assert.True(shared.Score(Features) > StartModel.Model.Score(Features) + 1);
        foreach (var account in accounts)
            Assert.Equal(1, (await world.ModelAsync(ModelName.Of(account)))!.Lessons.Count);
    }

    [Fact]
    public async Task What_one_user_teaches_changes_nothing_for_everybody_unless_that_is_wanted()
    {
        var world = new SpamWorld();

        await world.Training.TrainAsync(await BatchAsync(world, await world.AccountAsync("ann")), CancellationToken.None);

        Assert.Null(await world.ModelAsync(ModelName.Everybody));
    }

    [Fact]
    public async Task The_model_of_an_account_stays_small_whatever_is_taught()
    {
        var world = new SpamWorld();
        var ann = await world.AccountAsync("ann");
        ulong number = 1;
        foreach (var some in SpamCorpus.Read().Chunk(LessonBatch.MaxLessons))
        {
            var lessons = new List<Lesson>();
            foreach (var message in some)
                lessons.Add(new Lesson(await world.KeepAsync(message.Content), new EmailId(number++), new ModSeq(number), !message.IsSpam));
            await world.Training.TrainAsync(new LessonBatch(ann, [.. lessons]), CancellationToken.None);
        }

        var stored = await world.Models.ReadAsync(ModelName.Of(ann), CancellationToken.None);
        Assert.InRange(stored!.Content.Length, 1_000, 64 * 1024);
        Assert.Equal(1_500, ModelFormat.Decode(stored.Content.Span)!.Lessons.Count);
    }

    [Fact]
    public async Task Nothing_is_learned_for_accounts_that_are_gone_from_messages_that_are_gone_or_when_the_filter_is_off()
    {
        var world = new SpamWorld();
        var lesson = new Lesson(await world.KeepAsync(SpamWorld.Newsletter(1)), new EmailId(1), new ModSeq(2), IsSpam: true);
        await world.Training.TrainAsync(new LessonBatch(new AccountId("gone@example.com"), [lesson]), CancellationToken.None);
        var ann = await world.AccountAsync("ann");
        var missing = lesson with { Content = new MessageReference(new PackId(Guid.NewGuid()), 0, 10) };
        await world.Training.TrainAsync(new LessonBatch(ann, [missing]), CancellationToken.None);
        var off = new SpamWorld { Settings = new SpamSettings { IsOn = false } };
        await off.Training.TrainAsync(await BatchAsync(off, await off.AccountAsync("ann")), CancellationToken.None);

        Assert.Null(await world.ModelAsync(ModelName.Of(new AccountId("gone@example.com"))));
        Assert.Null(await world.ModelAsync(ModelName.Of(ann)));
        Assert.Null(await off.ModelAsync(ModelName.Of(ann)));
    }

    private static FeatureSet Features => FeatureSet.Of(SpamWorld.Newsletter(7));

    private static async Task<LessonBatch> BatchAsync(SpamWorld world, AccountId account) =>
        new(account, [new Lesson(await world.KeepAsync(SpamWorld.Newsletter(7)), new EmailId(5), new ModSeq(9), IsSpam: true)]);
}
