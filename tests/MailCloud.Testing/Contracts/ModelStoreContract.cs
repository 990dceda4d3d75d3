using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every store of the spam filter's models does. Each test has an account of its own, so that they may share a store.</summary>
public abstract class ModelStoreContract : IAsyncLifetime
{
    private ModelName Name { get; } = ModelName.Of(new AccountId($"jörg/{Guid.NewGuid():N}@example.com"));

    private IModelStore Store { get; set; } = null!;

    protected abstract ValueTask<IModelStore> OpenAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_model_is_read_as_it_was_written()
    {
        Assert.Null(await ReadAsync());

        Assert.True(await WriteAsync([1, 2, 3], version: null));

        Assert.Equal([1, 2, 3], (await ReadAsync())?.Content.ToArray());
    }

    [Fact]
    public async Task A_large_model_is_read_as_it_was_written()
    {
        var content = new byte[1_500_000];
        new Random(1).NextBytes(content);

        Assert.True(await WriteAsync(content, version: null));

        Assert.Equal(content, (await ReadAsync())?.Content.ToArray());
    }

    [Fact]
    public async Task Only_who_read_the_model_that_is_there_replaces_it()
    {
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
    public async Task A_deleted_model_is_gone_and_not_replaced()
    {
        Assert.True(await WriteAsync([1], version: null));
        var read = await ReadAsync();

        await Store.DeleteAsync(Name, CancellationToken.None);
        await Store.DeleteAsync(Name, CancellationToken.None);

        Assert.Null(await ReadAsync());
        Assert.False(await WriteAsync([2], read?.Version));
        Assert.True(await WriteAsync([3], version: null));
    }

    [Fact]
    public async Task Of_many_who_write_at_once_each_write_counts()
    {
        Assert.True(await WriteAsync([0], version: null));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(IncrementAsync)));

        Assert.Equal([8], (await ReadAsync())?.Content.ToArray());
    }

    private async Task IncrementAsync()
    {
        while (true)
        {
            var read = await ReadAsync();
            Assert.NotNull(read);
            if (await WriteAsync([(byte)(read.Content.Span[0] + 1)], read.Version))
                return;
        }
    }

    private ValueTask<StoredModel?> ReadAsync() => Store.ReadAsync(Name, CancellationToken.None);

    private ValueTask<bool> WriteAsync(byte[] content, string? version) =>
        Store.TryWriteAsync(Name, content, version, CancellationToken.None);
}
