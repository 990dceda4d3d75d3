using System.Buffers;
using System.Text;
using CsCheck;
using MailCloud.Mail.Search;

namespace MailCloud.Mail.Tests.Search;

/// <summary>Which texts are one text in the collation i;unicode-casemap.</summary>
public class UnicodeCasemapTests
{
    [Theory]
    [InlineData("Straße", "STRAßE")]
    [InlineData("grüße", "GRU\u0308ßE")]
    [InlineData("Ångström", "\u212Bngstro\u0308m")]
    [InlineData("ＡＢＣ１２", "abc12")]
    [InlineData("ｶﾞﾀｶﾅ", "ガタカナ")]
    [InlineData("한글", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("ΑΣ", "ας")]
    [InlineData("ПРИВЕТ", "привет")]
    [InlineData("Ǆ", "ǆ")]
    [InlineData("ﬁ", "fi", false)]
    [InlineData("ᾳ", "ᾼ")]
    [InlineData("①", "1")]
    [InlineData("ı", "I")]
    [InlineData("İ", "i\u0307")]
    [InlineData("𐐨", "𐐀")]
    [InlineData("\uF900", "豈")]
    [InlineData("ა", "ა")]
    [InlineData("ß", "ss", false)]
    [InlineData("a", "b", false)]
    public void Letters_are_compared_by_their_titlecase_decomposed(string left, string right, bool same = true) =>
        Assert.Equal(same, UnicodeCasemap.Fold(left).AsSpan().SequenceEqual(UnicodeCasemap.Fold(right)));

    [Fact]
    public void What_is_folded_is_written_so()
    {
        Assert.Equal("ABC E\u0301 \u1112\u1161\u11AB 漢字 \u3000"[..^1] + " ", Folded("abc é 한 漢字 \u3000"));
        Assert.Equal("\uFFFD\uFFFDA", Folded("\uD800\uDC00"[1..] + "\uD800a"));
    }

    [Fact]
    public void Any_text_is_folded_to_valid_utf8_and_pieces_to_the_same() =>
        Gen.Select(Gen.String[Gen.Char, 0, 60], Gen.Int[0, 60])
            .Sample(
                (text, at) =>
                {
                    var folded = UnicodeCasemap.Fold(text);
                    Assert.DoesNotContain(folded, octet => octet >= 0xFE);
                    _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(folded);

                    var cut = Math.Min(at, text.Length);
                    if (cut > 0 && cut < text.Length && char.IsSurrogatePair(text[cut - 1], text[cut]))
                        cut++;
                    var pieces = new ArrayBufferWriter<byte>();
                    UnicodeCasemap.Fold(text.AsSpan(0, cut), pieces);
                    UnicodeCasemap.Fold(text.AsSpan(cut), pieces);
                    Assert.Equal(folded, pieces.WrittenSpan.ToArray());
                }
            );

    [Fact]
    public void Case_of_letters_with_a_simple_mapping_makes_no_difference()
    {
        for (var codePoint = 0; codePoint < 0x2000; codePoint++)
        {
            var letter = ((char)codePoint).ToString();
            // Georgian has capitals but no titlecase, and the two small letters of ǆ stay two.
            if (codePoint is (>= 0x10D0 and <= 0x10FF) or (>= 0x1C4 and <= 0x1CC) or (>= 0x1F1 and <= 0x1F3) or (>= 0x1C90 and <= 0x1CBF))
                continue;
            Assert.Equal(Folded(letter), Folded(letter.ToUpperInvariant()));
        }
    }

    private static string Folded(string text) => Encoding.UTF8.GetString(UnicodeCasemap.Fold(text));
}
