using CsCheck;
using MailCloud.Mail.Addresses;

namespace MailCloud.Mail.Tests.Addresses;

/// <summary>Which texts are domain names, and which are the same one.</summary>
public class DomainNameTests
{
    private static readonly Gen<string> Labels = Gen.Char["abcxyzABC019-_äöüßéçñжщøλ中文日本ไท"].Array[1, 12].Select(c => new string(c));

    private static readonly Gen<string> Names = Labels.Array[1, 4].Select(labels => string.Join('.', labels));

    [Theory]
    [InlineData("example.org", "example.org")]
    [InlineData("EXAMPLE.Org", "example.org")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("straße.example", "xn--strae-oqa.example")]
    [InlineData("例え.テスト", "xn--r8jz45g.xn--zckzah")]
    [InlineData("क्षत्रिय.भारत", "xn--11b4a7ad7a0c8ec.xn--h2brj9c")]
    [InlineData("a_b.example", "a_b.example")]
    [InlineData("localhost", "localhost")]
    public void A_name_has_one_canonical_form(string name, string canonical) => Assert.Equal(canonical, DomainName.Canonicalize(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("example.org.")]
    [InlineData(".example.org")]
    [InlineData("a..b")]
    [InlineData("-a.example")]
    [InlineData("a-.example")]
    [InlineData("a b.example")]
    [InlineData("a@b.example")]
    [InlineData("[192.0.2.1]")]
    [InlineData("a\0.example")]
    [InlineData("bu\u0308cher.example")]
    [InlineData("\uFB01.example")]
    [InlineData("ｅxample.com")]
    [InlineData("example。com")]
    [InlineData("a\u200D.example")]
    [InlineData("a\u00AD.example")]
    [InlineData("\uD800.example")]
    [InlineData("😀.example")]
    public void What_is_no_name_or_has_a_second_form_is_refused(string text) => Assert.Null(DomainName.Canonicalize(text));

    [Fact]
    public void Labels_and_names_have_a_longest_length()
    {
        Assert.True(DomainName.IsValid(new string('a', 63) + ".example"));
        Assert.False(DomainName.IsValid(new string('a', 64) + ".example"));
        Assert.False(DomainName.IsValid(new string('ü', 63) + ".example"));
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 63), 4))[..Address.MaxDomainOctets];
        Assert.True(DomainName.IsValid(longest));
        Assert.False(DomainName.IsValid(longest + "a"));
    }

    [Fact]
    public void The_canonical_form_is_its_own_in_ascii_and_the_same_for_every_spelling() =>
        Names.Sample(name =>
        {
            if (DomainName.Canonicalize(name) is not { } canonical)
                return;
            Assert.True(canonical.All(char.IsAscii));
            Assert.Equal(canonical, canonical.ToLowerInvariant());
            Assert.Equal(canonical, DomainName.Canonicalize(canonical));
            Assert.Equal(canonical, DomainName.Canonicalize(name.ToUpperInvariant()));
            Assert.Equal(canonical, DomainName.Canonicalize(DomainName.ToDisplay(canonical)));
            Assert.Equal(name.ToLowerInvariant(), DomainName.ToDisplay(canonical));
            Assert.Equal(new Address("a", name), new Address("A", canonical));
            Assert.Equal(name, new Address("a", name).Domain);
        });

    [Fact]
    public void No_text_throws() =>
        Gen.String.Sample(text =>
        {
            _ = DomainName.ToDisplay(DomainName.Canonicalize(text) ?? text);
        });

    [Theory]
    [InlineData("xn--a.example")]
    [InlineData("xn--.example")]
    [InlineData("xn--99999999999.example")]
    public void A_label_that_only_looks_like_an_a_label_is_shown_as_it_is(string name) => Assert.Equal(name, DomainName.ToDisplay(name));
}
