using MailCloud.Protocol.Sasl.Bearer;

namespace MailCloud.Protocol.Tests.Sasl;

/// <summary>OAUTHBEARER's and XOAUTH2's one message; <c>^</c> stands for the octet 1.</summary>
public class BearerMessageTests
{
    [Theory]
    [InlineData(
        "n,a=user@example.com,^host=server.example.com^port=143^auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==^^",
        "user@example.com"
    )]
    [InlineData("y,,^auth=bearer  vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==^^", null)]
    [InlineData("n,a=a=2Cb=3D@example.com,^auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==^new=field^^", "a,b=@example.com")]
    public void OAuthBearer_has_the_form_of_RFC_7628(string text, string? name) =>
        Assert.Equal(new BearerMessage(name, "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="), BearerMessage.ParseOAuthBearer(Octets(text)));

    [Fact]
    public void XOAuth2_names_its_user() =>
        Assert.Equal(
            new BearerMessage("user@example.com", "abc"),
            BearerMessage.ParseXOAuth2(Octets("user=user@example.com^auth=Bearer abc^^"))
        );

    [Theory]
    [InlineData("")]
    [InlineData("^")]
    [InlineData("n,,^^")]
    [InlineData("n,,^^^")]
    [InlineData("n,,^auth=Bearer abc^")]
    [InlineData("n,,^auth=Bearer abc")]
    [InlineData("n,,^auth=Bearer ^^")]
    [InlineData("n,,^auth=Basic abc^^")]
    [InlineData("n,,^host=x^^")]
    [InlineData("n,,^auth=Bearer abc^auth=Bearer def^^")]
    [InlineData("n,,^nonsense^auth=Bearer abc^^")]
    [InlineData("n,,^=nonsense^auth=Bearer abc^^")]
    [InlineData("p=tls-exporter,,^auth=Bearer abc^^")]
    [InlineData("n,b=user,^auth=Bearer abc^^")]
    [InlineData("n,a=us=er,^auth=Bearer abc^^")]
    [InlineData("n,^auth=Bearer abc^^")]
    public void What_is_no_OAuthBearer_message_is_malformed(string text) => Assert.Null(BearerMessage.ParseOAuthBearer(Octets(text)));

    [Theory]
    [InlineData("")]
    [InlineData("user=^auth=Bearer abc^^")]
    [InlineData("name=a^auth=Bearer abc^^")]
    [InlineData("user=a auth=Bearer abc^^")]
    [InlineData("user=a^auth=Bearer abc")]
    public void What_is_no_XOAuth2_message_is_malformed(string text) => Assert.Null(BearerMessage.ParseXOAuth2(Octets(text)));

    private static string Octets(string text) => text.Replace('^', '\x01');
}
