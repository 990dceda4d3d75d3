using System.Security.Cryptography;
using System.Text;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Session;

/// <summary>COMPRESS with what is large or hostile; what is ordinary is in the transcripts.</summary>
public class CompressionTests
{
    [Fact]
    public async Task A_large_message_that_cannot_be_compressed_goes_both_ways()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await CompressAsync(world);
        var message = "\r\n" + Encoding.Latin1.GetString(RandomNumberGenerator.GetBytes(300_000)).Replace('\0', 'x');
        Assert.StartsWith(
            "T OK",
            (await ImapWorld.RunAsync(client, $"APPEND INBOX {{{message.Length}+}}\r\n{message}"))[^1],
            StringComparison.Ordinal
        );
        await ImapWorld.RunAsync(client, "EXAMINE INBOX");
        await client.SendAsync("F FETCH 1 BODY[]\r\nG LOGOUT\r\n");
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith($"* 1 FETCH (BODY[] {{{message.Length}}}\r\n{message})\r\nF OK Done\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_many_megabytes_is_refused_as_one_that_was_not_compressed()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await CompressAsync(world);
        await client.SendAsync("A " + new string('x', 64 * 1024 * 1024) + "\r\n");
        Assert.StartsWith("* BAD That line is too long", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, "NOOP"));
    }

    [Fact]
    public async Task What_is_not_compressed_ends_the_session()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.LogInAsync();
        await client.SendAsync("A COMPRESS DEFLATE\r\nB NOOP\r\n");
        Assert.Equal("A OK Compressed from here on", await client.ReadLineAsync());
        client.StartCompression();
        Assert.Equal("* BYE What you send is not compressed as it should be", await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
    }

    private static async Task<PipeClient> CompressAsync(ImapWorld world)
    {
        var client = await world.LogInAsync();
        Assert.Equal(["T OK Compressed from here on"], await ImapWorld.RunAsync(client, "COMPRESS DEFLATE"));
        client.StartCompression();
        return client;
    }
}
