using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using CsCheck;

namespace MailCloud.Protocol.Tests;

public class DotStufferTests
{
    // A bare LF is not among them: there the two differ on purpose.
    private static readonly string[] Pieces = ["a", ".", "..", "\r", "\r\n", "\0"];

    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("a\r", "a\r\r\n.\r\n")]
    [InlineData("a\n", "a\n\r\n.\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData("a\r\n..b.\r\n", "a\r\n...b.\r\n.\r\n")]
    [InlineData("a\n.\r\nb", "a\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r.\r\n", "a\r.\r\n.\r\n")]
    [InlineData("\0\u00ff\r\n", "\0\u00ff\r\n.\r\n")]
    public async Task StuffsLinesThatBeginWithADot(string message, string expected)
    {
        Assert.Equal(expected, await StuffAsync([message]));
        Assert.Equal(expected, await StuffAsync(message.Select(octet => octet.ToString())));
    }

    [Theory]
    [InlineData(0, ".\r\n")]
    [InlineData(1, "a\r\n.\r\n")]
    [InlineData(2, "a\r\n..b\r\n.\r\n")]
    [InlineData(9, "a\r\n..b\r\nc\r\n.\r\n")]
    public async Task PassesAsManyLinesAsAreWanted(long lines, string expected)
    {
        Assert.Equal(expected, await StuffAsync(["a\r\n.b\r\nc"], lines));
        Assert.Equal(expected, await StuffAsync("a\r\n.b\r\nc".Select(octet => octet.ToString()), lines));
    }

    [Fact]
    public async Task WhatIsStuffedIsUnstuffedExactly() =>
        await Gen.Int[0, Pieces.Length - 1]
            .Array[0, 40]
            .SampleAsync(async pieces =>
            {
                var message = string.Concat(pieces.Select(piece => Pieces[piece])) + "\r\n";
                var unstuffer = new DotUnstuffer();
                var buffer = new ReadOnlySequence<byte>(Segments.Octets(await StuffAsync([message])));
                var read = "";
                while (unstuffer.TryRead(ref buffer, out var run))
                    read += Encoding.Latin1.GetString(run.Span);
                Assert.Equal(message, read);
                Assert.True(unstuffer.Ended && buffer.IsEmpty);
            });

    [Fact]
    public async Task WriterSideWorksThroughMemoryToo()
    {
        var pipe = new Pipe();
        var stuffer = new DotStuffer(pipe.Writer);
        foreach (var piece in new[] { "a\r\n", ".b", "\r\n" })
            stuffer.Write(Segments.Octets(piece));
        stuffer.End();
        await stuffer.FlushAsync(TestContext.Current.CancellationToken);

        Assert.True(pipe.Reader.TryRead(out var result));
        Assert.Equal("a\r\n..b\r\n.\r\n", Segments.Text(result.Buffer));
    }

    [Fact]
    public async Task TheFirstLineGoesOutWithTheFirstOctet()
    {
        var pipe = new Pipe();
        var stuffer = new DotStuffer(pipe.Writer, "+OK\r\n"u8.ToArray());
        await stuffer.WriteAsync(default, TestContext.Current.CancellationToken);
        Assert.False(stuffer.HasBegun);
        Assert.False(pipe.Reader.TryRead(out _));

        stuffer.Write("a"u8);
        Assert.True(stuffer.HasBegun);
        stuffer.End();
        await stuffer.FlushAsync(TestContext.Current.CancellationToken);
        Assert.True(pipe.Reader.TryRead(out var result));
        Assert.Equal("+OK\r\na\r\n.\r\n", Segments.Text(result.Buffer));
    }

    [Fact]
    public async Task ALargeSourceIsFlushedInPieces()
    {
        var flushes = 0;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var stuffer = new DotStuffer(pipe.Writer, default, () => flushes++);
        await stuffer.WriteAsync(new byte[10 * LineReader.MaxUnflushed], TestContext.Current.CancellationToken);
        Assert.Equal(10, flushes);
    }

    [Fact]
    public async Task NothingGathersForAClientThatIsGone()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Reader.CompleteAsync();
        var flushes = 0;
        var stuffer = new DotStuffer(pipe.Writer, default, () => flushes++);
        var flushed = await stuffer.WriteAsync(new byte[10 * LineReader.MaxUnflushed], TestContext.Current.CancellationToken);
        Assert.True(flushed.IsCompleted);
        Assert.Equal(1, flushes);
    }

    private static async Task<string> StuffAsync(IEnumerable<string> pieces, long lines = long.MaxValue)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var stuffer = new DotStuffer(pipe.Writer) { LinesLeft = lines };
        foreach (var piece in pieces)
            await stuffer.WriteAsync(Segments.Octets(piece));
        stuffer.End();
        await stuffer.FlushAsync();
        await pipe.Writer.CompleteAsync();
        var result = await pipe.Reader.ReadAsync();
        return Segments.Text(result.Buffer);
    }
}
