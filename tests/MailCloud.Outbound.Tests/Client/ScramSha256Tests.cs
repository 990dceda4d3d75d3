using System.Text;
using MailCloud.Outbound.Client;
using MailCloud.Outbound.Client.Login;

namespace MailCloud.Outbound.Tests.Client;

/// <summary>The exchange of RFC 7677 §3.</summary>
public class ScramSha256Tests
{
    private const string First = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    private readonly ScramSha256 mechanism = new(new Credentials("user", "pencil"), "rOprNGfwEbeRWgbNEkqO");

    [Fact]
    public void The_example_of_the_standard()
    {
        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Encoding.UTF8.GetString(mechanism.Begin()));
        Assert.Equal(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            Answer(First)
        );
        Assert.False(mechanism.IsComplete);
        Assert.Equal("", Answer("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        Assert.True(mechanism.IsComplete);
    }

    [Theory]
    [InlineData("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    [InlineData("e=invalid-proof")]
    [InlineData("v=")]
    public void A_server_that_does_not_know_the_password_is_not_believed(string final)
    {
        Answer(First);
        Assert.Throws<ConversationException>(() => Answer(final));
        Assert.False(mechanism.IsComplete);
    }

    [Theory]
    [InlineData("")]
    [InlineData("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=!,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=999999999")]
    public void A_challenge_that_makes_no_sense_is_refused(string challenge) =>
        Assert.Throws<ConversationException>(() => Answer(challenge));

    private string Answer(string challenge) => Encoding.UTF8.GetString(mechanism.Answer(Encoding.UTF8.GetBytes(challenge)));
}
