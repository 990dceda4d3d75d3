using System.IO.Pipelines;
using System.Text;
using CsCheck;
using MailCloud.Mail.Store;
using MailCloud.Outbound.Content;

namespace MailCloud.Outbound.Tests.Content;

/// <summary>Stored octets as they leave.</summary>
public class OutgoingContentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("A: b\r\n\r\nbody\r\n", "A: b\r\n\r\nbody\r\n")]
    [InlineData("Return-Path: <x@y>\r\nA: b\r\n\r\nbody", "A: b\r\n\r\nbody\r\n")]
    [InlineData("Return-Path:\r\n <x@y>\r\nA: b\r\n\r\nbody", "A: b\r\n\r\nbody\r\n")]
    [InlineData("A: b\nC: d\n\none\ntwo\rthree\r\n", "A: b\r\nC: d\r\n\r\none\r\ntwo\r\nthree\r\n")]
    [InlineData("A: b\r\nReturn-Path: <x@y>\r\n\r\n", "A: b\r\nReturn-Path: <x@y>\r\n\r\n")]
    [InlineData("A: b\r\n", "A: b\r\n\r\n")]
    [InlineData("A: b", "A: b\r\n\r\n")]
    [InlineData("\r\nbody\r\n", "\r\nbody\r\n")]
    [InlineData("Return-Path: <x@y>\r\n\r\nbody\r\n", "\r\nbody\r\n")]
    [InlineData("A: b\r\n\r\n.\r\n\n.\n", "A: b\r\n\r\n.\r\n\r\n.\r\n")]
    public async Task Lines_end_CRLF_and_the_own_Return_Path_stays_here(string stored, string leaving)
    {
        var content = await PrepareAsync(stored);

        Assert.Equal(leaving, await TextAsync(content));
        Assert.Equal(leaving.Length, content.Length);
        // As often as it is asked for.
        Assert.Equal(leaving, await TextAsync(content));
    }

    [Theory]
    [InlineData("A: b\r\n\r\nplain\r\n", false, false)]
    [InlineData("A: b\r\n\r\n\u00E9\r\n", true, false)]
    [InlineData("A: \u00E9\r\n\r\nplain\r\n", true, true)]
    public async Task Octets_above_127_are_told(string stored, bool hasEightBit, bool hasEightBitHeader)
    {
        var content = await PrepareAsync(stored);

        Assert.Equal((hasEightBit, hasEightBitHeader), (content.HasEightBit, content.HasEightBitHeader));
    }

    [Fact]
    public async Task Signatures_stand_in_front_of_what_they_saw()
    {
        var seen = "";
        var content = await PrepareAsync(
            "Return-Path: <x@y>\r\nA: b\n\nbody\n",
            (header, _, _) =>
            {
                seen = Encoding.Latin1.GetString(header.Span);
                return new(() => "DKIM-Signature: x\r\n"u8.ToArray());
            }
        );

        Assert.Equal("A: b\r\n\r\n", seen);
        Assert.Equal("DKIM-Signature: x\r\nA: b\r\n\r\nbody\r\n", await TextAsync(content));
    }

    [Fact]
    public async Task A_header_without_end_is_text()
    {
        var stored = string.Concat(Enumerable.Repeat("A: b\r\n", 200_000));
        var content = await PrepareAsync(stored, (_, _, _) => throw new InvalidOperationException("Nothing is signed here."));

        Assert.Equal(stored, await TextAsync(content));
    }

    [Fact]
    public void Whatever_the_pieces_all_lines_end_CRLF()
    {
        Gen.Char["ab\r\n"]
            .Array[0, 40]
            .Select(Gen.Int[0, 40])
            .Sample(
                (characters, cut) =>
                {
                    var text = new string(characters);
                    var octets = Encoding.ASCII.GetBytes(text);
                    var written = new System.Buffers.ArrayBufferWriter<byte>();
                    var ends = new LineEnds();
                    ends.Write(octets.AsSpan(0, Math.Min(cut, octets.Length)), written);
                    ends.Write(octets.AsSpan(Math.Min(cut, octets.Length)), written);
                    ends.Complete(written);
                    var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
                    if (lines.Length > 0 && lines[^1] != '\n')
                        lines += "\n";
                    Assert.Equal(lines.Replace("\n", "\r\n", StringComparison.Ordinal), Encoding.ASCII.GetString(written.WrittenSpan));
                }
            );
    }

    private static async Task<OutgoingContent> PrepareAsync(string stored, BeginSigning? begin = null)
    {
        var store = new MemoryMailStore(TimeProvider.System);
        await using var writer = store.BeginMessage();
        await writer.WriteAsync(Encoding.Latin1.GetBytes(stored), Cancel);
        var message = await writer.CompleteAsync(default, Cancel);
        return await OutgoingContent.PrepareAsync(store, message, begin ?? ((_, _, _) => default), Cancel);
    }

    private static async Task<string> TextAsync(OutgoingContent content)
    {
        using var octets = new MemoryStream();
        var writer = PipeWriter.Create(octets, new StreamPipeWriterOptions(leaveOpen: true));
        await content.CopyToAsync(writer, Cancel);
        await writer.CompleteAsync();
        return Encoding.Latin1.GetString(octets.ToArray());
    }
}
