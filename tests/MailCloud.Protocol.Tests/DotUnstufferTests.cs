using System.Buffers;
using CsCheck;

namespace MailCloud.Protocol.Tests;

public class DotUnstufferTests
{
    [Theory]
    [InlineData("Hello\r\n.\r\n", "Hello\r\n", "")]
    [InlineData("Hello\r\n.\r\nQUIT\r\n", "Hello\r\n", "QUIT\r\n")]
    [InlineData(".\r\n", "", "")]
    [InlineData(".\r\n.\r\n", "", ".\r\n")]
    [InlineData("\r\n.\r\n", "\r\n", "")]
    [InlineData("..\r\n.\r\n", ".\r\n", "")]
    [InlineData("a\r\n..b\r\n...\r\n.\r\n", "a\r\n.b\r\n..\r\n", "")]
    [InlineData(".a\r\n.\r\n", "a\r\n", "")]
    [InlineData("a.\r\n.\r\n", "a.\r\n", "")]
    public void DropsTheDotAtTheBeginningOfALine(string input, string message, string rest)
    {
        var read = Read(input);
        Assert.Equal((message, rest, true, false), read);
    }

    [Theory]
    [InlineData("a\n.\nb\r\n.\r\n", "a\n.\nb\r\n")]
    [InlineData("a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n")]
    [InlineData("a\r.\rb\r\n.\r\n", "a\r.\rb\r\n")]
    [InlineData("a\r.\r\nb\r\n.\r\n", "a\r.\r\nb\r\n")]
    [InlineData("a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n")]
    [InlineData("a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n")]
    [InlineData("a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n")]
    [InlineData("a\r\r\n.\r\n", "a\r\r\n")]
    [InlineData("\n.\r\n.\r\n", "\n.\r\n")]
    public void OnlyCrLfDotCrLfEndsTheMessage(string input, string message)
    {
        // "\r\n.\n" and its like begin with a dot that is followed by something else, so the dot goes (RFC 5321 §4.5.2) and nothing ends.
        var read = Read(input);
        Assert.Equal((message, "", true, true), read);
    }

    [Fact]
    public void OctetsPassExactly()
    {
        var all = Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => value is not ((byte)'\r' or (byte)'\n')).ToArray();
        var text = System.Text.Encoding.Latin1.GetString(all);
        Assert.Equal((text + "\r\n", "", true, false), Read(text + "\r\n.\r\n"));
    }

    [Fact]
    public void EveryPrefixIsUnfinishedAndItsMessageAPrefix()
    {
        const string Input = "a\r\n..\r\n.\rb\n.\r\r\n.\r\n";
        var (whole, _, _, _) = Read(Input);
        for (var length = 0; length < Input.Length; length++)
        {
            var (message, rest, ended, _) = Read(Input[..length]);
            Assert.StartsWith(message, whole, StringComparison.Ordinal);
            Assert.Equal("", rest);
            Assert.False(ended);
        }
    }

    [Fact]
    public void ItDoesNotMatterHowTheInputIsCut() =>
        Gen.Select(Gen.Char["a..\r\r\n\n"].Array[0, 30], Gen.Int[0, 30].Array[0, 8])
            .Sample(
                (text, cuts) =>
                {
                    var input = new string(text) + "\r\n.\r\nrest";
                    return Read(input) == Read(input, cuts);
                }
            );

    [Fact]
    public void ItDoesNotMatterInHowManyReadsTheInputComes() =>
        Gen.Select(Gen.Char["a..\r\r\n\n"].Array[0, 30], Gen.Int[1, 5])
            .Sample(
                (text, step) =>
                {
                    var input = new string(text) + "\r\n.\r\n";
                    var unstuffer = new DotUnstuffer();
                    var message = "";
                    for (var at = 0; at < input.Length && !unstuffer.Ended; at += step)
                    {
                        var buffer = new ReadOnlySequence<byte>(Segments.Octets(input[at..Math.Min(at + step, input.Length)]));
                        while (unstuffer.TryRead(ref buffer, out var run))
                            message += System.Text.Encoding.Latin1.GetString(run.Span);
                    }
                    var (whole, _, _, bare) = Read(input);
                    Assert.Equal((whole, true, bare), (message, unstuffer.Ended, unstuffer.HasBareCrOrLf));
                }
            );

    [Fact]
    public void AgreesWithTheDefinition() =>
        Gen.Char["a..\r\r\n\n"]
            .Array[0, 30]
            .Sample(text =>
            {
                var input = new string(text) + "\r\n.\r\n";
                var (message, rest, _, _) = Read(input);
                return (message, rest) == Defined(input);
            });

    private static (string Message, string Behind, bool Ended, bool Bare) Read(string input, params int[] cuts)
    {
        var unstuffer = new DotUnstuffer();
        var buffer = Segments.Cut(Segments.Octets(input), cuts);
        var message = "";
        while (unstuffer.TryRead(ref buffer, out var run))
        {
            Assert.False(run.IsEmpty);
            message += System.Text.Encoding.Latin1.GetString(run.Span);
        }
        return (message, Segments.Text(buffer), unstuffer.Ended, unstuffer.HasBareCrOrLf);
    }

    // RFC 5321 §4.5.2 word by word, over whole lines.
    private static (string Message, string Behind) Defined(string input)
    {
        var message = "";
        while (true)
        {
            var end = input.IndexOf("\r\n", StringComparison.Ordinal);
            var line = input[..end];
            input = input[(end + 2)..];
            if (line is ".")
                return (message, input);
            message += (line.StartsWith('.') ? line[1..] : line) + "\r\n";
        }
    }
}
