using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>RFC 5256 §2.1: what a subject is about.</summary>
public class BaseSubjectTests
{
    [Theory]
    [InlineData("Lunch", "Lunch", false)]
    [InlineData("  Lunch \t at\tnoon ", "Lunch at noon", false)]
    [InlineData("Re: Lunch", "Lunch", true)]
    [InlineData("RE : re: Fw: FWD:Lunch", "Lunch", true)]
    [InlineData("Re[2]: Lunch", "Lunch", true)]
    [InlineData("re [2] : Lunch", "Lunch", true)]
    [InlineData("Lunch (fwd)", "Lunch", true)]
    [InlineData("Lunch (FWD) (fwd)  ", "Lunch", true)]
    [InlineData("Lunch(fwd)", "Lunch", true)]
    [InlineData("[list] Lunch", "Lunch", false)]
    [InlineData("[list] [2] Re: [other] Lunch", "Lunch", true)]
    [InlineData("[Fwd: Lunch]", "Lunch", true)]
    [InlineData("[Fwd: [list] Re: Lunch (fwd)] (fwd)", "Lunch", true)]
    [InlineData("[Fwd: [Fwd: Lunch]]", "Lunch", true)]
    [InlineData("[list] Re: [Fwd: lunch] (fwd)", "lunch", true)]
    [InlineData("=?utf-8?Q?Re:_Gr=C3=BC=C3=9Fe?=", "Grüße", true)]
    [InlineData("Re: =?utf-8?Q?[list]_Gr=C3=BC=C3=9Fe?=", "Grüße", true)]
    public void Replies_forwards_and_lists_are_taken_away(string subject, string text, bool isReplyOrForward) =>
        Assert.Equal(new BaseSubject(text, isReplyOrForward), BaseSubject.Of(subject));

    [Theory]
    [InlineData("Reply: Lunch")]
    [InlineData("Re Lunch")]
    [InlineData("Fwdd: Lunch")]
    [InlineData("Re[2] [3]: Lunch")]
    [InlineData("Lunch (fwd) today")]
    [InlineData("Lunch [list]")]
    [InlineData("[a [b] c] Lunch")]
    [InlineData("[list")]
    [InlineData("AW: Lunch")]
    public void Nothing_else_is(string subject) => Assert.Equal(new BaseSubject(subject, false), BaseSubject.Of(subject));

    /// <summary>Step 4: a subject that is nothing but brackets keeps its last ones.</summary>
    [Theory]
    [InlineData("[list]", "[list]", false)]
    [InlineData("[a] [b] ", "[b]", false)]
    [InlineData("Re: [a] [b]", "[b]", true)]
    [InlineData("[a] re: ", "", true)]
    [InlineData("Re:", "", true)]
    [InlineData("(fwd)", "", true)]
    [InlineData("[Fwd: ]", "", true)]
    [InlineData("[Fwd: [list]]", "[list]", true)]
    [InlineData("", "", false)]
    [InlineData(null, "", false)]
    public void Little_may_be_left(string? subject, string text, bool isReplyOrForward) =>
        Assert.Equal(new BaseSubject(text, isReplyOrForward), BaseSubject.Of(subject));

    /// <summary>Each of these would take hours in a square of its length.</summary>
    [Fact]
    public void Long_subjects_take_no_longer_than_they_are()
    {
        const int many = 100_000;
        Assert.Equal("[x]", BaseSubject.Of(Repeat("[x]")).Text);
        Assert.Equal("a", BaseSubject.Of(Repeat("[x] ") + "a").Text);
        Assert.Equal("", BaseSubject.Of(Repeat("[x] re:")).Text);
        Assert.Equal("", BaseSubject.Of(Repeat("re [x]:")).Text);
        Assert.Equal("a", BaseSubject.Of("a" + Repeat(" (fwd)")).Text);
        Assert.Equal("a", BaseSubject.Of(Repeat("[fwd:") + "a" + Repeat("]")).Text);

        static string Repeat(string text) => string.Concat(Enumerable.Repeat(text, many));
    }
}
