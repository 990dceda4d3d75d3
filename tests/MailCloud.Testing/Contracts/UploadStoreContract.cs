using System.IO.Pipelines;
using System.Security.Cryptography;
using MailCloud.Mail.Store;
using MailCloud.Mail.Uploads;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every store of uploads does. Each test has an account of its own, so that they may share one.</summary>
public abstract class UploadStoreContract
{
    /// <summary>More than any store takes at once.</summary>
    private const int Large = 9_000_000;

    private readonly AccountId account = new($"{Guid.NewGuid():N}@example.com");

    protected abstract ValueTask<IUploadStore> OpenAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(Large)]
    public async Task What_was_sent_is_there(int length)
    {
        var store = await OpenAsync();
        var content = RandomNumberGenerator.GetBytes(length);
        var before = DateTimeOffset.UnixEpoch;
        var upload = await WriteAsync(store, content, Large);

        Assert.NotNull(upload);
        Assert.Equal(("text/x", length), (upload.MediaType, upload.Length));
        Assert.True(upload.Created > before);
        Assert.True(upload.Id.Length >= 16 && upload.Id.All(char.IsAsciiLetterOrDigit));
        Assert.Equal(upload, await store.FindAsync(account, upload.Id, CancellationToken.None));
        Assert.Equal(content, await ReadAsync(store, account, upload.Id, 0, length));
    }

    [Fact]
    public async Task A_range_is_what_was_asked_for()
    {
        var store = await OpenAsync();
        var upload = await WriteAsync(store, "0123456789"u8.ToArray(), 10);
        Assert.Equal("345"u8.ToArray(), await ReadAsync(store, account, upload!.Id, 3, 3));
        Assert.Empty(Assert.IsType<byte[]>(await ReadAsync(store, account, upload.Id, 10, 0)));
    }

    [Theory]
    [InlineData(10, 9)]
    [InlineData(Large, 5_000_000)]
    public async Task Of_what_is_too_long_nothing_is_kept(int length, int max)
    {
        var store = await OpenAsync();
        Assert.Null(await WriteAsync(store, new byte[length], max));
    }

    [Fact]
    public async Task Their_lengths_are_counted_together()
    {
        var store = await OpenAsync();
        Assert.Equal(0, await store.SumAsync(account, CancellationToken.None));
        await WriteAsync(store, [1, 2], 2);
        await WriteAsync(store, [3, 4, 5], 3);
        Assert.Equal(5, await store.SumAsync(account, CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_else_sees_it()
    {
        var store = await OpenAsync();
        var upload = await WriteAsync(store, [1], 1);
        var other = new AccountId($"x{account.Value}");
        Assert.Equal(0, await store.SumAsync(other, CancellationToken.None));
        Assert.Null(await store.FindAsync(other, upload!.Id, CancellationToken.None));
        Assert.Null(await ReadAsync(store, other, upload.Id, 0, 1));
    }

    [Theory]
    [InlineData("ffff")]
    [InlineData("../x")]
    public async Task What_was_never_sent_is_not_there(string id)
    {
        var store = await OpenAsync();
        Assert.Null(await store.FindAsync(account, id, CancellationToken.None));
        Assert.Null(await ReadAsync(store, account, id, 0, 1));
        Assert.Null(await ReadAsync(store, account, id, 0, 0));
    }

    [Fact]
    public async Task Only_what_is_old_is_removed()
    {
        var store = await OpenAsync();
        var upload = await WriteAsync(store, [1], 1);
        await store.RemoveOlderAsync(upload!.Created, CancellationToken.None);
        Assert.NotNull(await store.FindAsync(account, upload.Id, CancellationToken.None));
        await store.RemoveOlderAsync(upload.Created + TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.Null(await store.FindAsync(account, upload.Id, CancellationToken.None));
    }

    private async Task<Upload?> WriteAsync(IUploadStore store, byte[] content, long max)
    {
        using var stream = new MemoryStream(content);
        return await store.WriteAsync(account, stream, "text/x", max, CancellationToken.None);
    }

    /// <summary>Null: it is gone.</summary>
    private static async Task<byte[]?> ReadAsync(IUploadStore store, AccountId account, string id, long offset, long length)
    {
        using var read = new MemoryStream();
        var writer = PipeWriter.Create(read, new StreamPipeWriterOptions(leaveOpen: true));
        var isThere = await store.CopyAsync(account, id, offset, length, writer, CancellationToken.None);
        await writer.CompleteAsync();
        return isThere ? read.ToArray() : null;
    }
}
