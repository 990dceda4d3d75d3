using System.Buffers;
using System.Text;
using MailCloud.Testing.Connections;

namespace MailCloud.Protocol.Tests;

public class LineReaderTests
{
    private const int Max = 16;

    private readonly PipeConnection connection = new();
    private readonly LineReader lines;

    public LineReaderTests() => lines = new LineReader(connection);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadsOneLineAfterTheOther()
    {
        await connection.Client.SendAsync("STAT\r\n\r\nLIST 1\r\nQU");
        await connection.Client.EndAsync();

        Assert.Equal(
            [(LineStatus.Complete, "STAT"), (LineStatus.Complete, ""), (LineStatus.Complete, "LIST 1"), (LineStatus.EndOfInput, "")],
            await ReadAsync(4)
        );
        Assert.Equal([(LineStatus.EndOfInput, "")], await ReadAsync(1));
    }

    [Fact]
    public async Task ALineMayComeOctetByOctet()
    {
        var reading = lines.ReadAsync(Max, Token).AsTask();
        foreach (var octet in "STAT\r\n")
        {
            Assert.False(reading.IsCompleted);
            await connection.Client.SendAsync(octet.ToString());
        }
        Assert.Equal("STAT", Encoding.Latin1.GetString((await reading).Text.Span));
    }

    [Fact]
    public async Task WhatWasSaidIsSentToTheEndAlthoughNobodyWaitsForALineAnyMore()
    {
        var slow = new PipeConnection(outputLimit: 16);
        var reader = new LineReader(slow) { Flushing = Token };
        using var stop = new CancellationTokenSource();
        slow.Output.Write(Encoding.ASCII.GetBytes(new string('x', 100) + "\r\n"));
        var reading = reader.ReadAsync(Max, stop.Token).AsTask();
        await stop.CancelAsync();

        Assert.False(reading.IsCompleted);
        Assert.Equal(new string('x', 100), await slow.Client.ReadLineAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData("123456789012345678901234567890\r\nNOOP\r\n")]
    [InlineData("123456789012345\r\nNOOP\r\n")]
    public async Task ALineThatIsTooLongIsReportedOnceAndSkipped(string input)
    {
        await connection.Client.SendAsync(input);
        Assert.Equal([(LineStatus.TooLong, ""), (LineStatus.Complete, "NOOP")], await ReadAsync(2));
    }

    [Fact]
    public async Task ALineThatIsTooLongIsSkippedOctetByOctet()
    {
        var reading = ReadAsync(2);
        foreach (var octet in new string('x', 100) + "\rx\r\nNOOP\r\n")
        {
            Assert.False(reading.IsCompleted);
            await connection.Client.SendAsync(octet.ToString());
        }
        Assert.Equal([(LineStatus.TooLong, ""), (LineStatus.Complete, "NOOP")], await reading);
    }

    [Fact]
    public async Task ALineWithABareCrOrLfIsReportedWhole()
    {
        await connection.Client.SendAsync("A\nB\rC\r\nNOOP\r\n");
        Assert.Equal([(LineStatus.BareCrOrLf, ""), (LineStatus.Complete, "NOOP")], await ReadAsync(2));
    }

    [Fact]
    public async Task WhatFollowsTheLineStaysInThePipe()
    {
        await connection.Client.SendAsync("DATA\r\nFrom: a");
        await ReadAsync(1);

        Assert.True(connection.Input.TryRead(out var rest));
        Assert.Equal("From: a", Segments.Text(rest.Buffer));
        connection.Input.AdvanceTo(rest.Buffer.Start);
    }

    [Fact]
    public async Task AnswersAreFlushedOnceTheBatchIsRead()
    {
        await connection.Client.SendAsync("A\r\nB\r\nC");
        foreach (var answer in new[] { "1"u8.ToArray(), "2"u8.ToArray() })
        {
            await ReadAsync(1);
            connection.Output.WriteLine(answer);
            await lines.FlushIfLargeAsync(Token);
            Assert.Equal("", connection.Client.ReadAvailable());
        }

        var reading = ReadAsync(1);
        Assert.Equal("1\r\n2\r\n", connection.Client.ReadAvailable());
        Assert.False(reading.IsCompleted);
        await connection.Client.SendAsync("\r\n");
        Assert.Equal([(LineStatus.Complete, "C")], await reading);
    }

    [Fact]
    public async Task ManyAnswersAreFlushedBeforeTheBatchIsRead()
    {
        connection.Output.WriteLine(new byte[LineReader.MaxUnflushed]);
        await lines.FlushIfLargeAsync(Token);
        Assert.Equal(LineReader.MaxUnflushed + 2, connection.Client.ReadAvailable().Length);
    }

    [Fact]
    public async Task ACancelledReadLosesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        await connection.Client.SendAsync("NO");
        var reading = lines.ReadAsync(Max, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        await connection.Client.SendAsync("OP\r\n");
        Assert.Equal([(LineStatus.Complete, "NOOP")], await ReadAsync(1));
    }

    private async Task<List<(LineStatus, string)>> ReadAsync(int count)
    {
        var result = new List<(LineStatus, string)>();
        for (var i = 0; i < count; i++)
        {
            var line = await lines.ReadAsync(Max, Token);
            result.Add((line.Status, Encoding.Latin1.GetString(line.Text.Span)));
        }
        return result;
    }
}
