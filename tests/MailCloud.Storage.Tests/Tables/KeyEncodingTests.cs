using CsCheck;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Tests.Tables;

/// <summary>Any name becomes a key that tables take, and comes back.</summary>
public class KeyEncodingTests
{
    [Theory]
    [InlineData("alice@example.org", "alice@example.org")]
    [InlineData("a/b\\c#d?e", "a=2Fb=5Cc=23d=3Fe")]
    [InlineData("a+b=c", "a=2Bb=3Dc")]
    [InlineData("ünïcode@例え.jp", "ünïcode@例え.jp")]
    [InlineData("😀", "=F0=9F=98=80")]
    [InlineData("*", "=2A")]
    [InlineData("", "")]
    public void A_name_and_its_key(string name, string key)
    {
        Assert.Equal(key, KeyEncoding.Encode(name));
        Assert.Equal(name, KeyEncoding.Decode(key));
    }

    [Fact]
    public void Every_name_comes_back_and_no_two_share_a_key()
    {
        Gen.Select(Names, Names)
            .Sample(
                (one, other) =>
                {
                    var key = KeyEncoding.Encode(one);
                    Assert.Equal(one, KeyEncoding.Decode(key));
                    Assert.DoesNotContain(key, c => char.IsControl(c) || "/\\#?%'+".Contains(c));
                    Assert.Equal(one == other, key == KeyEncoding.Encode(other));
                }
            );
    }

    [Fact]
    public void Broken_text_is_no_name() => Assert.Throws<ArgumentException>(() => KeyEncoding.Encode("a\ud800b"));

    private static Gen<string> Names =>
        Gen.Int[0, 0x10FFFF].Where(value => value is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32).Array[0, 12].Select(string.Concat);
}
