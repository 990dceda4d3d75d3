using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Search.Building;
using MailCloud.Search.Segments;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Search.Tests;

/// <summary>An index is right and comes to be whole whatever happens to it and to those who build it.</summary>
public class IndexBuilderTests
{
    private static readonly TextQuery[] Queries =
    [
        new("message", TextPlaces.Body),
        new("number 7", TextPlaces.All),
        new("number 1", TextPlaces.Headers),
        new("会议纪要", TextPlaces.All),
        new("QWxhZGRpbjpv", TextPlaces.All),
        new("nowhere", TextPlaces.All),
    ];

    [Fact]
    public async Task It_holds_what_the_account_holds_once()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(5));
        var (inbox, messages) = await world.InboxAsync();
        await world.Mail.CommitAsync(
            SearchWorld.Ann,
            new CopyMessages(inbox, messages.AllUids(), MailboxTarget.WithRole(MailboxRole.Archive)),
            default
        );

        await world.BuildAsync();
        await world.BuildAsync();

        Assert.Equal(5, Assert.Single((await ManifestAsync(world)).Segments).Messages);
        Assert.Equal(0, await world.CompareAsync(Queries));
    }

    [Fact]
    public async Task There_are_few_segments_however_often_it_is_built()
    {
        var world = await SearchWorld.NewAsync();
        for (var n = 0; n < 40; n++)
        {
            await world.AppendAsync(Messages(3));
            await world.BuildAsync();
        }

        Assert.InRange((await ManifestAsync(world)).Segments.Length, 1, 7);
        Assert.Equal(0, await world.CompareAsync(Queries));
    }

    [Fact]
    public async Task What_was_replaced_is_deleted_after_a_while()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(3));
        await world.BuildAsync();
        var old = Assert.Single((await ManifestAsync(world)).Segments);

        // Old when it is replaced, and yet somebody may be reading it.
        world.Time.Advance(TimeSpan.FromDays(7));
        await world.AppendAsync(Messages(3));
        await world.BuildAsync();
        Assert.NotEqual(old.Id, Assert.Single((await ManifestAsync(world)).Segments).Id);
        Assert.True(world.Requests.HasLater);
        Assert.True(await IsThereAsync(world, old));

        world.Time.Advance(IndexBuilder.Grace / 2);
        await world.AppendAsync(Messages(1));
        await world.BuildAsync();
        Assert.True(world.Requests.HasLater);
        Assert.True(await IsThereAsync(world, old));

        world.Time.Advance(IndexBuilder.Grace / 2);
        await world.BuildAsync();
        Assert.False(await IsThereAsync(world, old));

        world.Time.Advance(IndexBuilder.Grace);
        await world.BuildAsync();
        Assert.False(world.Requests.HasLater);
        Assert.Equal((await ManifestAsync(world)).Segments.Length, await CountAsync(world));
    }

    [Fact]
    public async Task Messages_that_are_gone_go_from_the_index()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(40));
        await world.BuildAsync();

        await world.ExpungeAsync(3);
        await world.BuildAsync();
        Assert.Equal(40, Assert.Single((await ManifestAsync(world)).Segments).Messages);
        world.Time.Advance(TimeSpan.FromDays(31));
        await world.BuildAsync();
        Assert.Equal(39, Assert.Single((await ManifestAsync(world)).Segments).Messages);

        await world.ExpungeAsync(0, 1, 2, 3, 4);
        await world.BuildAsync();
        Assert.Equal(34, Assert.Single((await ManifestAsync(world)).Segments).Messages);
        Assert.Equal(0, await world.CompareAsync(Queries));

        await world.ExpungeAsync([.. Enumerable.Range(0, 34)]);
        await world.BuildAsync();
        Assert.Empty((await ManifestAsync(world)).Segments);
    }

    [Fact]
    public async Task A_lost_manifest_is_made_anew()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(10));
        await world.BuildAsync();
        await world.Stored.DeleteAsync(SearchWorld.Ann, default);
        Assert.Equal(10 * Queries.Length, await world.CompareAsync(Queries));

        await world.BuildAsync();

        Assert.Equal(0, await world.CompareAsync(Queries));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 8, 99 })]
    public async Task A_manifest_that_is_none_or_of_another_version_is_made_anew(byte[] content)
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(10));
        await world.BuildAsync();
        var stored = await world.Stored.ReadManifestAsync(SearchWorld.Ann, default);
        Assert.True(await world.Stored.TryWriteManifestAsync(SearchWorld.Ann, content, stored!.Version, default));
        Assert.Equal(10 * Queries.Length, await world.CompareAsync(Queries));

        await world.BuildAsync();

        Assert.Equal(0, await world.CompareAsync(Queries));
    }

    [Fact]
    public async Task A_lost_segment_is_made_anew()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(30));
        await world.BuildAsync();
        await world.AppendAsync(Messages(10));
        await world.BuildAsync();
        var (first, _) = ((await ManifestAsync(world)).Segments[0], (await ManifestAsync(world)).Segments[1]);
        await world.Stored.DeleteSegmentAsync(SearchWorld.Ann, first.Id, default);

        Assert.Equal(30 * Queries.Length, await world.CompareAsync(Queries, world.NewIndex()));
        var request = Assert.Single(world.Requests.All, each => each.Damaged is not null);
        Assert.Equal(first.Id, request.Damaged);
        await world.BuildAsync(request.Damaged);

        Assert.Equal(0, await world.CompareAsync(Queries, world.NewIndex()));
    }

    [Fact]
    public async Task A_segment_with_any_octet_changed_gives_no_wrong_answer_and_is_made_anew()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(20));
        await world.BuildAsync();
        var info = Assert.Single((await ManifestAsync(world)).Segments);
        var whole = (await world.Stored.ReadSegmentAsync(SearchWorld.Ann, info.Id, 0, info.Octets, default))!;
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x55;
            await world.Stored.WriteSegmentAsync(SearchWorld.Ann, info.Id, damaged, default);

            await world.CompareAsync(Queries, world.NewIndex());
        }

        await world.BuildAsync(info.Id);

        Assert.Equal(0, await world.CompareAsync(Queries, world.NewIndex()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_call_of_a_run_fails_the_answers_are_right_and_the_next_run_makes_it_whole(bool isAnswerLost)
    {
        var isDone = false;
        for (var failing = 1; !isDone; failing++)
        {
            FaultyIndexStore faults = null!;
            var world = await SearchWorld.NewAsync(store => faults = new FaultyIndexStore(store) { IsAnswerLost = isAnswerLost });
            await world.AppendAsync(Messages(10));
            await world.BuildAsync();
            await world.AppendAsync(Messages(12));
            faults.FailingCall = faults.Calls + failing;

            var failed = await Record.ExceptionAsync(() => world.Builder.RunAsync(new IndexRequest(SearchWorld.Ann), default));
            isDone = faults.Calls < faults.FailingCall;
            faults.FailingCall = 0;

            Assert.Equal(!isDone, failed is StoreUnavailableException);
            await world.CompareAsync(Queries, world.NewIndex());
            await world.BuildAsync();
            Assert.Equal(0, await world.CompareAsync(Queries, world.NewIndex()));
        }
    }

    [Fact]
    public async Task Of_two_who_build_at_once_one_is_in_vain_and_both_come_to_an_end()
    {
        FaultyIndexStore faults = null!;
        var world = await SearchWorld.NewAsync(store => faults = new FaultyIndexStore(store));
        await world.AppendAsync(Messages(10));
        var other = new IndexBuilder(world.Mail, world.Stored, world.Requests, world.Time, NullLogger<IndexBuilder>.Instance);
        faults.Meanwhile = () => other.RunAsync(new IndexRequest(SearchWorld.Ann), default);

        await world.BuildAsync();

        Assert.Equal(10, Assert.Single((await ManifestAsync(world)).Segments).Messages);
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.BuildAsync();
        Assert.Equal(1, await CountAsync(world));
        Assert.Equal(0, await world.CompareAsync(Queries));
    }

    [Fact]
    public async Task Many_who_build_at_once_make_one_index()
    {
        var world = await SearchWorld.NewAsync();
        for (var n = 0; n < 5; n++)
        {
            await world.AppendAsync(Messages(4));
            await Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.NewBuilder().RunAsync(new IndexRequest(SearchWorld.Ann), default)))
            );
        }
        await world.BuildAsync();

        Assert.Equal(20, (await ManifestAsync(world)).Segments.Sum(segment => segment.Messages));
        Assert.Equal(0, await world.CompareAsync(Queries));
    }

    [Fact]
    public async Task The_index_of_an_account_that_is_gone_goes()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(3));
        await world.BuildAsync();
        Assert.True(await world.Mail.RemoveAccountAsync(SearchWorld.Ann, default));

        await world.BuildAsync();

        Assert.Null(await world.Stored.ReadManifestAsync(SearchWorld.Ann, default));
        Assert.Equal(0, await CountAsync(world));
    }

    [Fact]
    public async Task A_message_whose_octets_are_gone_keeps_nobody_from_the_others()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(2));
        var (_, inbox) = await world.InboxAsync();
        var missing = inbox[0].Content with { Pack = new PackId(Guid.NewGuid()) };
        var message = new NewMessage(missing, MessageFlags.None, [], 0, default, inbox[0].Summary);
        await world.Mail.CommitAsync(SearchWorld.Ann, new AppendMessages(MailboxTarget.Inbox, [message]), default);

        await world.BuildAsync();

        var verdicts = await world.AskAsync([Queries[0]]);
        Assert.Equal([TextVerdict.Yes, TextVerdict.Yes, TextVerdict.Unknown], verdicts.Cast<TextVerdict>());
    }

    [Fact]
    public async Task A_message_that_cannot_be_decoded_keeps_nobody_from_the_others_and_is_named_in_the_log()
    {
        var (world, log) = (await SearchWorld.NewAsync(), new RecordedLog<IndexBuilder>());
        await world.AppendAsync(Messages(2));
        var (_, inbox) = await world.InboxAsync();
        var message = new NewMessage(inbox[0].Content, MessageFlags.None, [], 0, default, new DamagedSummary());
        await world.Mail.CommitAsync(SearchWorld.Ann, new AppendMessages(MailboxTarget.Inbox, [message]), default);

        await new IndexBuilder(world.Mail, world.Stored, world.Requests, world.Time, log).RunAsync(new(SearchWorld.Ann), default);

        var verdicts = await world.AskAsync([Queries[0]]);
        Assert.Equal([TextVerdict.Yes, TextVerdict.Yes, TextVerdict.Unknown], verdicts.Cast<TextVerdict>());
        var (_, after) = await world.InboxAsync();
        var line = Assert.Single(log.Warnings);
        Assert.Contains(SearchWorld.Ann.ToString(), line, StringComparison.Ordinal);
        Assert.Contains(after[2].EmailId.ToString(), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_fails_when_the_messages_cannot_be_reached()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync(Messages(1));
        var (_, inbox) = await world.InboxAsync();
        var message = new NewMessage(inbox[0].Content, MessageFlags.None, [], 0, default, new UnreachableSummary());
        await world.Mail.CommitAsync(SearchWorld.Ann, new AppendMessages(MailboxTarget.Inbox, [message]), default);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => world.BuildAsync());
    }

    private static IEnumerable<string> Messages(int count) =>
        Enumerable
            .Range(0, count)
            .Select(n =>
                $"Subject: number {n}\nContent-Type: text/plain; charset=utf-8\n\nA message, 会议纪要 and QWxhZGRpbjpvcGVuIHNlc2FtZQ."
            );

    private static Task<Manifest> ManifestAsync(SearchWorld world) => Manifest.ReadAsync(world.Stored, SearchWorld.Ann, default).AsTask();

    private static async Task<bool> IsThereAsync(SearchWorld world, SegmentInfo segment) =>
        await world.Stored.ReadSegmentAsync(SearchWorld.Ann, segment.Id, 0, segment.Octets, default) is not null;

    private static async Task<int> CountAsync(SearchWorld world)
    {
        var count = 0;
        await foreach (var _ in world.Stored.ListSegmentsAsync(SearchWorld.Ann, default))
            count++;
        return count;
    }

    private sealed class DamagedSummary : StoredSummary
    {
        public override ValueTask<MessageSummary> ReadAsync(CancellationToken cancellationToken) =>
            throw new InvalidDataException("The summary cannot be read.");
    }

    private sealed class UnreachableSummary : StoredSummary
    {
        public override ValueTask<MessageSummary> ReadAsync(CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("Storage does not answer.");
    }
}
