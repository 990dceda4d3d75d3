using System.Buffers;
using CsCheck;

namespace MailCloud.Protocol.Tests;

public class LineFramingTests
{
    private const int Max = 16;

    [Theory]
    [InlineData("NOOP\r\n", LineStatus.Complete, "NOOP")]
    [InlineData("\r\n", LineStatus.Complete, "")]
    [InlineData("A\r\nB\r\n", LineStatus.Complete, "A")]
    [InlineData("", LineStatus.Incomplete, "")]
    [InlineData("NOOP", LineStatus.Incomplete, "")]
    [InlineData("NOOP\r", LineStatus.Incomplete, "")]
    [InlineData("NOOP\n", LineStatus.Incomplete, "")]
    [InlineData("A\nB\r\n", LineStatus.BareCrOrLf, "A\nB")]
    [InlineData("A\rB\r\n", LineStatus.BareCrOrLf, "A\rB")]
    [InlineData("A\r\r\n", LineStatus.BareCrOrLf, "A\r")]
    [InlineData("\n\r\n", LineStatus.BareCrOrLf, "\n")]
    [InlineData("12345678901234\r\n", LineStatus.Complete, "12345678901234")]
    [InlineData("123456789012345\r\n", LineStatus.TooLong, "")]
    [InlineData("1234567890123456", LineStatus.TooLong, "")]
    [InlineData("123456789012345", LineStatus.Incomplete, "")]
    public void TellsWhatTheInputBeginsWith(string input, LineStatus status, string text)
    {
        var framed = LineFraming.Read(new ReadOnlySequence<byte>(Segments.Octets(input)), Max);

        Assert.Equal(status, framed.Status);
        Assert.Equal(text, Segments.Text(framed.Text));
    }

    [Theory]
    [InlineData("RETR 1\r\nQUIT\r\n")]
    [InlineData("A\rB\nC\r\nD\r\n")]
    [InlineData("\r\n\r\n")]
    public void EveryPrefixBeforeTheEndIsIncomplete(string input)
    {
        var octets = Segments.Octets(input);
        var whole = LineFraming.Read(new ReadOnlySequence<byte>(octets), Max);
        var end = input.IndexOf("\r\n", StringComparison.Ordinal) + 2;
        for (var length = 0; length <= octets.Length; length++)
        for (var cut = 0; cut <= length; cut++)
        {
            var prefix = Segments.Cut(octets[..length], cut);
            var framed = LineFraming.Read(prefix, Max);
            Assert.Equal(length < end ? LineStatus.Incomplete : whole.Status, framed.Status);
            Assert.Equal(length < end ? 0 : end, prefix.GetOffset(framed.End) - prefix.GetOffset(prefix.Start));
        }
    }

    [Fact]
    public void ItDoesNotMatterHowTheInputIsCut() =>
        Gen.Select(Gen.Char["ab\r\n"].Array[0, 24], Gen.Int[0, 24].Array[0, 5])
            .Sample(
                (text, cuts) =>
                {
                    var octets = Segments.Octets(new string(text));
                    var whole = LineFraming.Read(new ReadOnlySequence<byte>(octets), Max);
                    var cut = LineFraming.Read(Segments.Cut(octets, cuts), Max);
                    Assert.Equal((whole.Status, Segments.Text(whole.Text)), (cut.Status, Segments.Text(cut.Text)));
                }
            );

    [Theory]
    [InlineData("long\r\nNOOP\r\n", true, 6)]
    [InlineData("long", false, 4)]
    [InlineData("long\r", false, 4)]
    [InlineData("\r", false, 0)]
    [InlineData("", false, 0)]
    [InlineData("a\nb\rc\r\nX", true, 7)]
    public void SkippingKeepsACrThatMayBeginTheEnd(string input, bool found, int skipped)
    {
        var octets = Segments.Octets(input);
        for (var cut = 0; cut <= octets.Length; cut++)
        {
            var sequence = Segments.Cut(octets, cut);
            var end = LineFraming.Skip(sequence, out var actual);
            Assert.Equal(found, actual);
            Assert.Equal(octets.Length - skipped, sequence.Slice(end).Length);
        }
    }

    [Fact]
    public void ALineInOneSegmentAllocatesNothing()
    {
        var input = new ReadOnlySequence<byte>(Segments.Octets("RETR 12\r\nNOOP\r\n"));
        LineFraming.Read(input, Max);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            LineFraming.Read(input, Max);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
