using MailCloud.Mail.Rendering;
using MailCloud.Mail.Store;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every cache of rendered messages does. Each test has accounts of its own, so that they may share a cache.</summary>
public abstract class RenderCacheContract : IAsyncLifetime
{
    private static readonly RenderedName Name = new(new EmailId(17), "1.2-v1-images");

    private AccountId Account { get; } = new($"jörg/{Guid.NewGuid():N}@example.com");

    private IRenderCache Cache { get; set; } = null!;

    protected abstract ValueTask<IRenderCache> OpenAsync();

    public async ValueTask InitializeAsync() => Cache = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        Assert.Null(await ReadAsync(Account, Name));

        await WriteAsync(Account, Name, [1, 2, 3]);

        Assert.Equal([1, 2, 3], await ReadAsync(Account, Name));
    }

    [Fact]
    public async Task To_write_again_is_harmless()
    {
        await WriteAsync(Account, Name, [1, 2, 3]);
        await WriteAsync(Account, Name, [1, 2, 3]);

        Assert.Equal([1, 2, 3], await ReadAsync(Account, Name));
    }

    [Fact]
    public async Task Each_variant_of_each_message_is_by_itself()
    {
        await WriteAsync(Account, Name, [1]);

        Assert.Null(await ReadAsync(Account, Name with { Variant = "1.2-v2-images" }));
        Assert.Null(await ReadAsync(Account, Name with { Email = new EmailId(18) }));
    }

    [Fact]
    public async Task An_account_sees_nothing_of_another_and_loses_nothing_with_it()
    {
        var other = new AccountId($"{Guid.NewGuid():N}@example.com");
        await WriteAsync(Account, Name, [1]);
        await WriteAsync(other, Name, [2]);

        await Cache.RemoveAllAsync(other, CancellationToken.None);

        Assert.Null(await ReadAsync(other, Name));
        Assert.Equal([1], await ReadAsync(Account, Name));
    }

    [Fact]
    public async Task What_is_not_old_stays()
    {
        await WriteAsync(Account, Name, [1]);

        await Cache.RemoveOlderAsync(TimeProvider.System.GetUtcNow().AddDays(-1), CancellationToken.None);

        Assert.Equal([1], await ReadAsync(Account, Name));
    }

    private async Task<byte[]?> ReadAsync(AccountId account, RenderedName name) =>
        (await Cache.ReadAsync(account, name, CancellationToken.None))?.ToArray();

    private async Task WriteAsync(AccountId account, RenderedName name, byte[] content) =>
        await Cache.WriteAsync(account, name, content, CancellationToken.None);
}
