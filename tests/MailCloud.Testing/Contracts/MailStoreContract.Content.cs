using System.Text;
using MailCloud.Mail.Store;
using Xunit;

namespace MailCloud.Testing.Contracts;

public abstract partial class MailStoreContract
{
    [Fact]
    public async Task A_message_comes_back_octet_for_octet()
    {
        var body = "\0\r\n.\r\n\u00e9 text without an end";

        var message = await Store.StoreAsync(body, prefix: "Received: from here\r\n");

        var all = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Received: from here\r\n" + body));
        Assert.Equal(all.Length, message.Length);
        foreach (var store in new[] { Store, Other })
        {
            Assert.Equal(all, await store.ReadBytesAsync(message));
            Assert.Equal(all[5..15], await store.ReadBytesAsync(message, 5, 10));
            Assert.Equal("", await store.ReadBytesAsync(message, 3, 0));
            Assert.Equal(all[^1..], await store.ReadBytesAsync(message, message.Length - 1, 1));
        }
    }

    [Theory]
    [InlineData(1024 * 1024 - 1)]
    [InlineData(1024 * 1024)]
    [InlineData(1024 * 1024 + 1)]
    [InlineData(3 * 1024 * 1024 + 12345)]
    public async Task A_large_message_comes_back_octet_for_octet(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        var prefix = "Return-Path: <>\r\n"u8.ToArray();
        await using var writer = Store.BeginMessage();
        for (var at = 0; at < length; at += 100_000)
            await writer.WriteAsync(body.AsMemory(at, Math.Min(100_000, length - at)), CancellationToken.None);
        Assert.Equal(length, writer.Length);

        var message = await writer.CompleteAsync(prefix, CancellationToken.None);

        var all = Encoding.Latin1.GetString([.. prefix, .. body]);
        Assert.Equal(all.Length, message.Length);
        foreach (var store in new[] { Store, Other })
        {
            Assert.Equal(all[1_000_000..1_000_100], await store.ReadBytesAsync(message, 1_000_000, 100));
            Assert.Equal(all, await store.ReadBytesAsync(message));
        }
    }

    [Fact]
    public async Task Messages_stored_at_the_same_time_each_come_back()
    {
        var texts = Enumerable.Range(0, 50).Select(n => new string((char)('a' + (n % 26)), 1 + (n * 37))).ToArray();

        var messages = await Task.WhenAll(texts.Select(text => Store.StoreAsync(text, "X: y\r\n")));

        for (var n = 0; n < texts.Length; n++)
            Assert.Equal("X: y\r\n" + texts[n], await Other.ReadBytesAsync(messages[n]));
    }

    [Fact]
    public async Task An_empty_message_is_a_message()
    {
        var message = await Store.StoreAsync("");

        Assert.Equal(0, message.Length);
        Assert.Equal("", await Other.ReadBytesAsync(message));
    }

    [Fact]
    public async Task A_pack_that_is_not_there_is_said_to_be_missing()
    {
        var message = new MessageReference(new PackId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)), 7, 100);

        await Assert.ThrowsAsync<MessageMissingException>(() => Store.ReadBytesAsync(message));
        await Assert.ThrowsAsync<MessageMissingException>(() => Store.ReadBytesAsync(message with { Length = 5_000_000 }));
    }

    [Fact]
    public async Task A_range_outside_the_message_is_an_error_of_the_caller()
    {
        var message = await Store.StoreAsync("twelve chars");

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ReadBytesAsync(message, 0, 13));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ReadBytesAsync(message, 10, 3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ReadBytesAsync(message, -1, 3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ReadBytesAsync(message, 5, -1));
    }

    [Fact]
    public async Task References_may_be_said_again()
    {
        var message = await Store.StoreAsync("Subject: x\r\n\r\n");
        var references = Enumerable.Range(0, 150).Select(n => new PackReference(new AccountId($"a/{n}#@example.org"), n)).ToList();

        await Store.AddReferencesAsync(message.Pack, references, CancellationToken.None);
        await Other.AddReferencesAsync(message.Pack, [.. references, references[0]], CancellationToken.None);
    }
}
