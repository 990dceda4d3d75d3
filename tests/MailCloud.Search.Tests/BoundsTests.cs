using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Building;
using MailCloud.Search.Segments;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Search.Tests;

/// <summary>What a build and a search take does not depend on what strangers send.</summary>
public class BoundsTests
{
    private static readonly TextQuery[] Queries =
    [
        new("there", TextPlaces.All),
        new("zzzz", TextPlaces.Body),
        new("number 1", TextPlaces.All),
    ];

    [Fact]
    public async Task A_batch_ends_when_it_has_many_terms()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Enumerable.Range(0, 14).Select(n => $"Subject: number {n}\n\n{Words(40_000 * n, 40_000)}there"));

        await world.Builder.RunAsync(new IndexRequest(SearchWorld.Ann), default);

        Assert.Equal(13, Assert.Single(await SegmentsAsync(world)).Messages);
        await world.BuildAsync();
        Assert.Equal(14, (await SegmentsAsync(world)).Sum(segment => segment.Messages));
        Assert.Equal(0, await world.CompareAsync(Queries));
    }

    [Fact]
    public async Task A_message_of_too_many_terms_is_left_to_who_searches()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(
            "Subject: number 1\n\nthere",
            $"Subject: number 2\n\n{Words(0, 50_100)}there",
            "Subject: number 3\n\nthere"
        );
        await world.BuildAsync();

        var verdicts = await world.AskAsync([Queries[0]]);

        Assert.Equal([TextVerdict.Yes, TextVerdict.Unknown, TextVerdict.Yes], verdicts.Cast<TextVerdict>());
        Assert.InRange(Assert.Single(await SegmentsAsync(world)).TermsLength, 1, 1000);
        Assert.Equal(Queries.Length, await world.CompareAsync(Queries));
    }

    [Fact]
    public async Task Builds_wait_for_each_other()
    {
        FaultyIndexStore calls = null!;
        var world = await SearchWorld.NewAsync(store => calls = new FaultyIndexStore(store));
        await world.AppendAsync("Subject: number 1\n\nthere");
        Task? second = null;
        calls.Meanwhile = () =>
        {
            var before = calls.Calls;
            second = world.Builder.RunAsync(new IndexRequest(SearchWorld.Ann), default);
            Assert.False(second.IsCompleted);
            Assert.Equal(before, calls.Calls);
            return Task.CompletedTask;
        };

        await world.Builder.RunAsync(new IndexRequest(SearchWorld.Ann), default);

        await second!.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Single(await SegmentsAsync(world));
    }

    [Fact]
    public async Task A_build_that_takes_long_saves_what_it_has()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Enumerable.Range(0, 20).Select(n => $"Subject: number {n}\n\nthere"));
        var slow = new SlowMailStore(world.Mail, world.Time);
        var builder = new IndexBuilder(slow, world.Store, world.Requests, world.Time, NullLogger<IndexBuilder>.Instance);

        await builder.RunAsync(new IndexRequest(SearchWorld.Ann), default);

        Assert.InRange((await SegmentsAsync(world)).Sum(segment => segment.Messages), 1, 10);
        Assert.NotNull(world.Requests.TakeDue());
        for (var runs = 0; runs < 20; runs++)
            await builder.RunAsync(new IndexRequest(SearchWorld.Ann), default);
        Assert.Equal(20, (await SegmentsAsync(world)).Sum(segment => segment.Messages));
        Assert.Equal(0, await world.CompareAsync(Queries));
    }

    [Theory]
    [InlineData(8, 8, 0)]
    [InlineData(9, 8, 2)]
    [InlineData(17, 1, 2)]
    public void Segments_whose_terms_are_long_together_stay_apart(int older, int newer, int from)
    {
        ImmutableArray<SegmentInfo> segments = [Segment(older), Segment(newer)];

        Assert.Equal(from, MergePolicy.MergeFrom(segments));

        static SegmentInfo Segment(int mebibytes) => new(SegmentId.New(), default, default, 10, 0, 0, mebibytes * 1024 * 1024, default);
    }

    [Fact]
    public async Task A_search_has_two_segments_in_hand()
    {
        CountingIndexStore counting = null!;
        var world = await SearchWorld.NewAsync(store => counting = new CountingIndexStore(store));
        foreach (var count in new[] { 40, 20, 10, 5, 2 })
        {
            await world.AppendAsync(Enumerable.Range(0, count).Select(n => $"Subject: number {n}\n\nthere"));
            await world.BuildAsync();
        }
        Assert.Equal(5, (await SegmentsAsync(world)).Length);
        counting.Most = 0;

        Assert.Equal(0, await world.CompareAsync(Queries, world.NewIndex()));

        Assert.InRange(counting.Most, 1, 2);
    }

    /// <summary>Words of four letters and digits, each another one.</summary>
    private static string Words(int first, int count)
    {
        const string letters = "0123456789abcdefghijklmnopqrstuvwxyz";
        var words = new StringBuilder();
        for (var n = first; n < first + count; n++)
            words
                .Append(letters[n / (36 * 36 * 36) % 36])
                .Append(letters[n / (36 * 36) % 36])
                .Append(letters[n / 36 % 36])
                .Append(letters[n % 36])
                .Append(n % 16 == 15 ? '\n' : ' ');
        return words.ToString();
    }

    private static async Task<ImmutableArray<SegmentInfo>> SegmentsAsync(SearchWorld world) =>
        (await Manifest.ReadAsync(world.Stored, SearchWorld.Ann, default)).Segments;

    /// <summary>A store in which each read takes half a minute.</summary>
    private sealed class SlowMailStore(IMailStore store, FakeTimeProvider time) : MailStoreDecorator(store)
    {
        public override ValueTask CopyContentAsync(
            MessageReference message,
            long offset,
            long length,
            PipeWriter destination,
            CancellationToken cancellationToken
        )
        {
            time.Advance(TimeSpan.FromSeconds(30));
            return base.CopyContentAsync(message, offset, length, destination, cancellationToken);
        }
    }
}
