using System.Text;
using MailCloud.Mail.Search;
using MailCloud.Search.Segments;
using MailCloud.Search.Tokens;

namespace MailCloud.Search.Tests;

/// <summary>Under which terms a text is indexed, and how they are looked for.</summary>
public class TermsTests
{
    [Theory]
    [InlineData("Meet at noon, please!", "MEET AT NOON PLEASE")]
    [InlineData("Grüße", "GRU\u0308ßE")]
    [InlineData("42 2026 123456789", "42 2026 #123 #234 #345 #456 #567 #678 #789")]
    [InlineData("B2B abc12", "B2B #ABC #BC1 #C12")]
    [InlineData("会议纪要", "会议 议纪 纪要")]
    [InlineData("我, ok我们", "我 OK 我们")]
    [InlineData("カタカナ", "カタ タカ カナ")]
    [InlineData("한글", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("abcdefghijklmnopqrstuvwx", "ABCDEFGHIJKLMNOPQRSTUVWX")]
    [InlineData("-- ... ", "")]
    public void Words_are_whole_and_other_runs_in_pieces(string text, string terms)
    {
        var found = new List<string>();
        Terms.Of(UnicodeCasemap.Fold(text), term => found.Add(Written(term)));
        Assert.Equal(terms, string.Join(' ', found));
    }

    [Fact]
    public void Terms_are_found_by_what_they_contain_begin_and_end_with()
    {
        var terms = TableOf("ARM", "CHARM", "CHARMING", "ZEBRA", "\xFE" + "ARM");

        Assert.Equal([0, 1, 2], terms.Search("ARM"u8, codes: false));
        Assert.Equal([4], terms.Search("ARM"u8, codes: true));
        Assert.Equal([1, 2], terms.Search("\u00FFCHARM".Select(c => (byte)c).ToArray(), codes: false));
        Assert.Equal([0, 1], terms.Search([.. "ARM"u8, Terms.Separator], codes: false));
        Assert.Equal([0], terms.Search([Terms.Separator, .. "ARM"u8, Terms.Separator], codes: false));
        Assert.Equal([3], terms.Search("A"u8, codes: false).Except([0, 1, 2]));
        Assert.Empty(terms.Search("X"u8, codes: false));
        Assert.Equal(3, terms.Find("ZEBRA"u8));
        Assert.True(terms.Find("ZEB"u8) < 0);
    }

    private static TermTable TableOf(params string[] terms)
    {
        byte[] text = [Terms.Separator, .. terms.SelectMany(term => term.Select(c => (byte)c).Append(Terms.Separator))];
        // Each list is of no length.
        return new TermTable([.. text, .. new byte[terms.Length]], text.Length);
    }

    private static string Written(ReadOnlySpan<byte> term) =>
        term[0] == Terms.Code ? "#" + Encoding.UTF8.GetString(term[1..]) : Encoding.UTF8.GetString(term);
}
