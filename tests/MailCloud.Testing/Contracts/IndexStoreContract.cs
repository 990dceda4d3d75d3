using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every store of text indexes does. Each test has an account of its own, so that they may share a store.</summary>
public abstract class IndexStoreContract : IAsyncLifetime
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100).Select(n => (byte)n)];

    protected AccountId Account { get; } = new($"jörg/{Guid.NewGuid():N}@example.com");

    protected IIndexStore Store { get; private set; } = null!;

    protected abstract ValueTask<IIndexStore> OpenAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Only_who_read_the_manifest_that_is_there_replaces_it()
    {
        Assert.Null(await ReadAsync());
        Assert.True(await WriteAsync([1], version: null));
        Assert.False(await WriteAsync([2], version: null));
        var first = await ReadAsync();

        Assert.True(await WriteAsync([3], first?.Version));
        Assert.False(await WriteAsync([4], first?.Version));

        var second = await ReadAsync();
        Assert.Equal([3], second?.Content.ToArray());
        Assert.NotEqual(first?.Version, second?.Version);
    }

    [Fact]
    public async Task A_segment_is_read_by_range()
    {
        var segment = await AddAsync();

        Assert.Equal(Content[10..30], await Store.ReadSegmentAsync(Account, segment, 10, 20, default));
        Assert.Equal(Content[90..], await Store.ReadSegmentAsync(Account, segment, 90, 20, default));
        Assert.Empty((await Store.ReadSegmentAsync(Account, segment, 100, 20, default))!);
        Assert.Empty((await Store.ReadSegmentAsync(Account, segment, 10, 0, default))!);
        Assert.Null(await Store.ReadSegmentAsync(Account, SegmentId.New(), 10, 20, default));
        Assert.Null(await Store.ReadSegmentAsync(new AccountId("other@example.com"), segment, 10, 20, default));
    }

    [Fact]
    public async Task Segments_are_listed_until_they_are_deleted()
    {
        var before = DateTimeOffset.UnixEpoch.AddYears(50);
        Assert.Empty(await ListAsync());
        var (one, two) = (await AddAsync(), await AddAsync());
        Assert.True(await WriteAsync([1], version: null));
        Assert.Equal([one, two], (await ListAsync()).Select(segment => segment.Id).OrderBy(id => id == two));
        Assert.All(await ListAsync(), segment => Assert.True(segment.Written > before));

        await Store.DeleteSegmentAsync(Account, one, default);
        await Store.DeleteSegmentAsync(Account, one, default);

        Assert.Equal(two, Assert.Single(await ListAsync()).Id);
        Assert.Null(await Store.ReadSegmentAsync(Account, one, 0, 1, default));
    }

    [Fact]
    public async Task An_index_is_deleted_whole()
    {
        var segment = await AddAsync();
        Assert.True(await WriteAsync([1], version: null));

        await Store.DeleteAsync(Account, default);
        await Store.DeleteAsync(Account, default);

        Assert.Null(await ReadAsync());
        Assert.Empty(await ListAsync());
        Assert.Null(await Store.ReadSegmentAsync(Account, segment, 0, 1, default));
        Assert.True(await WriteAsync([2], version: null));
    }

    private async Task<SegmentId> AddAsync()
    {
        var segment = SegmentId.New();
        await Store.WriteSegmentAsync(Account, segment, Content, default);
        return segment;
    }

    private async Task<List<StoredSegment>> ListAsync()
    {
        var segments = new List<StoredSegment>();
        await foreach (var segment in Store.ListSegmentsAsync(Account, default))
            segments.Add(segment);
        return segments;
    }

    private ValueTask<StoredManifest?> ReadAsync() => Store.ReadManifestAsync(Account, default);

    private ValueTask<bool> WriteAsync(byte[] content, string? version) => Store.TryWriteManifestAsync(Account, content, version, default);
}
