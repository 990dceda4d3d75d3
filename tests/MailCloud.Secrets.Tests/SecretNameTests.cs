using MailCloud.Mail.Secrets;

namespace MailCloud.Secrets.Tests;

public class SecretNameTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("DKIM-1", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a.b", false)]
    [InlineData("a_b", false)]
    [InlineData("../a", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    public void Letters_digits_and_hyphens_make_a_name(string? text, bool isName)
    {
        Assert.Equal(isName, SecretName.TryParse(text, out var name));
        if (isName)
            Assert.Equal(text!.ToLowerInvariant(), name.Value);
        else
            Assert.ThrowsAny<Exception>(() => new SecretName(text!));
    }

    [Fact]
    public void A_name_has_127_characters_at_most()
    {
        Assert.True(SecretName.TryParse(new string('a', SecretName.MaxLength), out _));
        Assert.False(SecretName.TryParse(new string('a', SecretName.MaxLength + 1), out _));
    }

    [Fact]
    public void No_name_is_none() => Assert.Throws<InvalidOperationException>(() => default(SecretName).Value);
}
