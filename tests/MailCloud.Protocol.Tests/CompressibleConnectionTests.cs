using System.Buffers;
using System.IO.Compression;
using CsCheck;
using MailCloud.Testing.Connections;

namespace MailCloud.Protocol.Tests;

public class CompressibleConnectionTests
{
    [Fact]
    public async Task What_one_side_writes_the_other_reads_in_any_pieces() =>
        await Gen.Select(Gen.Byte.Array[0, 5_000].Array[1, 8], Gen.Int[1, 700])
            .SampleAsync(
                async (messages, piece) =>
                {
                    var transport = new PipeConnection(PipeConnection.Encrypted);
                    await using var connection = new CompressibleConnection(transport);
                    await connection.StartCompressionAsync(default);
                    var deflater = Deflater.Start();
                    foreach (var message in messages)
                    {
                        // RFC 4978 §4: each message can be read as soon as it was sent.
                        foreach (var octets in deflater.Compress(message).Chunk(piece))
                            await transport.Client.SendAsync(octets);
                        Assert.Equal(message, await ReadAsync(connection, message.Length));
                        await connection.Output.WriteAsync(message);
                    }
                    await connection.DisposeAsync();
                    await transport.CloseAsync();
                    Assert.Equal(messages.SelectMany(message => message), await InflateAsync(transport.Client));
                },
                iter: 50,
                threads: 1
            );

    [Fact]
    public async Task What_was_written_before_goes_as_it_is()
    {
        var transport = new PipeConnection(PipeConnection.Encrypted);
        await using var connection = new CompressibleConnection(transport);
        connection.Output.Write("A OK\r\n"u8);
        Assert.False(connection.IsCompressed);
        await connection.StartCompressionAsync(default);
        Assert.True(connection.IsCompressed);
        Assert.Equal("A OK\r\n", transport.Client.ReadAvailable());
    }

    [Fact]
    public async Task Little_that_stands_for_much_is_inflated_only_as_it_is_read()
    {
        var transport = new PipeConnection(PipeConnection.Encrypted);
        await using var connection = new CompressibleConnection(transport);
        await connection.StartCompressionAsync(default);
        await transport.Client.SendAsync(Deflater.Start().Compress(new byte[64 * 1024 * 1024]));
        long seen = 0;
        while (seen < 1024 * 1024)
        {
            var result = await connection.Input.ReadAsync();
            Assert.InRange(result.Buffer.Length, 1, 8 * 1024);
            seen += result.Buffer.Length;
            connection.Input.AdvanceTo(result.Buffer.End);
        }
    }

    [Fact]
    public async Task What_is_not_compressed_is_no_data()
    {
        var transport = new PipeConnection(PipeConnection.Encrypted);
        await using var connection = new CompressibleConnection(transport);
        await connection.StartCompressionAsync(default);
        await transport.Client.SendAsync("A NOOP\r\n");
        await Assert.ThrowsAsync<BadCompressionException>(async () => await connection.Input.ReadAsync());
    }

    [Fact]
    public async Task A_client_that_takes_nothing_does_not_hold_up_the_end()
    {
        var transport = new PipeConnection(PipeConnection.Encrypted, outputLimit: 16);
        var connection = new CompressibleConnection(transport);
        await connection.StartCompressionAsync(default);
        using var patience = new CancellationTokenSource();
        var noise = Enumerable.Range(0, 1000).Select(number => (byte)(number * number * 31)).ToArray();
        var writing = connection.Output.WriteAsync(noise, patience.Token).AsTask();
        Assert.False(writing.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        await connection.DisposeAsync().AsTask().WaitAsync(PipeClient.Patience);
    }

    private static async Task<byte[]> ReadAsync(CompressibleConnection connection, int count)
    {
        if (count == 0)
            return [];
        var result = await connection.Input.ReadAtLeastAsync(count);
        var octets = result.Buffer.ToArray();
        connection.Input.AdvanceTo(result.Buffer.End);
        return octets;
    }

    private static async Task<byte[]> InflateAsync(PipeClient client)
    {
        var compressed = System.Text.Encoding.Latin1.GetBytes(await client.ReadToEndAsync());
        await using var inflating = new DeflateStream(new MemoryStream(compressed), CompressionMode.Decompress);
        var octets = new MemoryStream();
        await inflating.CopyToAsync(octets);
        return octets.ToArray();
    }
}
