using CsCheck;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Tests.Grammar;

public class ModifiedUtf7Tests
{
    [Theory]
    [InlineData("INBOX", "INBOX")]
    [InlineData("R&D", "R&-D")]
    [InlineData("Entwürfe", "Entw&APw-rfe")]
    [InlineData("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("😀", "&2D3eAA-")]
    public void Names_are_written_as_the_standard_shows(string name, string encoded)
    {
        Assert.Equal(encoded, ModifiedUtf7.Encode(name));
        Assert.Equal(name, ModifiedUtf7.Decode(encoded));
    }

    [Theory]
    [InlineData("R&D")]
    [InlineData("&AGE-")]
    [InlineData("&U,BTFw")]
    [InlineData("&U,BTFx-")]
    [InlineData("&*-")]
    public void What_is_no_encoding_is_the_name_itself(string text) => Assert.Equal(text, ModifiedUtf7.Decode(text));

    [Fact]
    public void Every_name_comes_back() =>
        Gen.String[Gen.Char, 0, 40].Sample(name => Assert.Equal(name, ModifiedUtf7.Decode(ModifiedUtf7.Encode(name))));

    [Fact]
    public void A_text_is_an_encoding_or_the_name_itself() =>
        Gen.String[Gen.Char['!', '~'], 0, 20]
            .Sample(text =>
            {
                var name = ModifiedUtf7.Decode(text);
                Assert.Contains(text, new[] { name, ModifiedUtf7.Encode(name) });
            });
}
