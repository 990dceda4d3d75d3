using System.Text;
using CsCheck;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Tests.Grammar;

/// <summary>Pages of a result (RFC 9394 §4).</summary>
public class PartialRangeTests
{
    [Theory]
    [InlineData("1:3", 10, 0, 3)]
    [InlineData("3:1", 10, 0, 3)]
    [InlineData("10:12", 10, 9, 1)]
    [InlineData("11:12", 10, 0, 0)]
    [InlineData("-1:-3", 10, 7, 3)]
    [InlineData("-10:-12", 10, 0, 1)]
    [InlineData("-12:-11", 10, 0, 0)]
    [InlineData("1:4294967295", 10, 0, 10)]
    [InlineData("-4294967295:-4294967295", 10, 0, 0)]
    [InlineData("1:1", 0, 0, 0)]
    public void A_page_is_what_there_is_of_it(string text, int count, int start, int length) =>
        Assert.Equal((start, length), Parse(text).Resolve(count));

    [Fact]
    public void Pages_from_the_end_are_pages_from_the_beginning_turned_round() =>
        Gen.Select(Gen.UInt[1, 30], Gen.UInt[1, 30], Gen.Int[0, 20])
            .Sample(
                (first, last, count) =>
                {
                    var (start, length) = new PartialRange(first, last, FromEnd: false).Resolve(count);
                    var (turned, turnedLength) = new PartialRange(first, last, FromEnd: true).Resolve(count);
                    Assert.Equal(length, turnedLength);
                    Assert.Equal(length == 0 ? 0 : count - start - length, turned);
                }
            );

    [Theory]
    [InlineData("1:500")]
    [InlineData("-1:-500")]
    [InlineData("500:1")]
    public void It_is_told_as_it_was_asked_for(string text) => Assert.Equal(text, Parse(text).ToString());

    private static PartialRange Parse(string text)
    {
        var reader = new ImapReader(Encoding.ASCII.GetBytes(text));
        var range = PartialRange.Parse(ref reader);
        reader.End();
        return range;
    }
}
