using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;
using MailCloud.Storage.Spooling;

namespace MailCloud.Storage.Tests.Spooling;

/// <summary>Lessons on their way to the function that learns them.</summary>
public sealed class LessonQueueTests(StorageFixture fixture)
{
    private static readonly PackId Pack = new(Guid.Parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"));

    private static LessonBatch Batch(int count) =>
        new(
            new AccountId("a@x.example"),
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(n => new Lesson(
                        new MessageReference(Pack, 10_000_000_000L + n, int.MaxValue),
                        new EmailId(ulong.MaxValue),
                        new ModSeq(uint.MaxValue),
                        n % 2 == 0
                    )),
            ]
        );

    [Fact]
    public async Task Lessons_arrive_as_they_were_sent()
    {
        var storage = await fixture.OpenAsync();
        await storage.Lessons.EnqueueAsync(Batch(3), CancellationToken.None);

        var received = await Eventually.Async(
            () => storage.Queue(QueueNames.Train).ReceiveAsync(32, TimeSpan.FromMinutes(5), CancellationToken.None),
            some => some.Count > 0
        );

        var read = LessonQueue.Read(Assert.Single(received).Text);
        Assert.Equal(Batch(3).Account, read.Account);
        Assert.Equal(Batch(3).Lessons, read.Lessons);
    }

    [Fact]
    public void As_many_lessons_as_one_move_teaches_fit_the_queue() =>
        Assert.InRange(LessonFormat.Encode(Batch(LessonBatch.MaxLessons)).Length, 1, WorkQueue.MaxOctets);

    [Fact]
    public void Lessons_are_written_so()
    {
        var batch = new LessonBatch(
            new AccountId("a@x.example"),
            [new Lesson(new MessageReference(Pack, 5, 100), new EmailId(7), new ModSeq(9), IsSpam: true)]
        );

        Assert.Equal(
            """{ "version": 1, "account": "a@x.example", "lessons": [ { "pack": "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "offset": "5", "length": 100, "email": "7", "change": "9", "spam": true } ] }""",
            LessonFormat.Encode(batch)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{ \"version\": 1, \"lessons\": [ { \"pack\": \"x\" } ] }")]
    public void What_is_no_lesson_is_told(string text) => Assert.Throws<InvalidDataException>(() => LessonQueue.Read(text));
}
