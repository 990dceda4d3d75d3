using System.Text;
using CsCheck;
using MailCloud.Mail.Delivery;
using MailCloud.Smtp.Commands;
using MailCloud.Smtp.Grammar;
using MailCommand = MailCloud.Smtp.Commands.Mail;

namespace MailCloud.Smtp.Tests.Grammar;

/// <summary>What follows the verbs that have arguments.</summary>
public class ParameterTests
{
    [Theory]
    [InlineData(" FROM:<a@b>", null, false)]
    [InlineData(" FROM: <a@b>", null, false)]
    [InlineData(" from:<a@b> ", null, false)]
    [InlineData(" FROM:<> SIZE=1234", 1234L, false)]
    [InlineData(" FROM:<a@b>  size=0  body=8bitmime", 0L, false)]
    [InlineData(" FROM:<a@b> BODY=7BIT SMTPUTF8 SIZE=9", 9L, true)]
    [InlineData(" FROM:<é@b> SMTPUTF8", null, true)]
    [InlineData(" FROM:<a@b> AUTH=<>", null, false)]
    [InlineData(" FROM:<a@b> AUTH=e+3Dmc2@example.com", null, false)]
    [InlineData(" FROM:<a@b> SIZE=99999999999999999999", long.MaxValue, false)]
    public void MAIL_knows_its_parameters(string arguments, long? size, bool isInternational)
    {
        var reader = new SmtpReader(Encoding.UTF8.GetBytes(arguments));
        var mail = MailCommand.Parse(ref reader);
        Assert.Equal((size, isInternational), (mail.DeclaredOctets, mail.IsInternational));
    }

    [Theory]
    [InlineData(" FROM:<a@b> FOO", 555)]
    [InlineData(" FROM:<a@b> FOO=1", 555)]
    [InlineData(" FROM:<a@b> BODY=BINARYMIME", 555)]
    [InlineData(" FROM:<a@b> RET=ALL", 501)]
    [InlineData(" FROM:<a@b> RET", 501)]
    [InlineData(" FROM:<a@b> RET=FULL RET=FULL", 501)]
    [InlineData(" FROM:<a@b> ENVID=a+0Ab", 501)]
    [InlineData(" FROM:<a@b> ENVID=a+b", 501)]
    [InlineData(" FROM:<a@b> ENVID=é", 501)]
    [InlineData(" FROM:<a@b> ENVID=a ENVID=a", 501)]
    [InlineData(" FROM:<a@b> ENVID=a=b", 501)]
    [InlineData(" FROM:<a@b> REQUIRETLS=yes", 555)]
    [InlineData(" FROM:<a@b> SMTPUTF8=1", 555)]
    [InlineData(" FROM:<é@b>", 553)]
    [InlineData(" FROM:<a@é>", 553)]
    [InlineData(" FROM:<a@b> SIZE", 501)]
    [InlineData(" FROM:<a@b> SIZE=", 501)]
    [InlineData(" FROM:<a@b> SIZE=x", 501)]
    [InlineData(" FROM:<a@b> SIZE=1x", 501)]
    [InlineData(" FROM:<a@b> SIZE=-1", 501)]
    [InlineData(" FROM:<a@b>SIZE=1", 501)]
    [InlineData(" FROM:<a@b> =1", 501)]
    [InlineData(" FROM:<a@b> -A=1", 501)]
    [InlineData(" FROM <a@b>", 501)]
    [InlineData(" TO:<a@b>", 501)]
    [InlineData("", 501)]
    public void MAIL_refuses_others(string arguments, int code) =>
        Assert.Equal(code, Refusal(Encoding.UTF8.GetBytes(arguments), (ref reader) => MailCommand.Parse(ref reader))?.Code);

    [Theory]
    [InlineData(" TO:<a@b> FOO=1", 555)]
    [InlineData(" TO:<a@b> RET=HDRS", 555)]
    [InlineData(" TO:<a@b> NOTIFY", 501)]
    [InlineData(" TO:<a@b> NOTIFY=", 501)]
    [InlineData(" TO:<a@b> NOTIFY=SOMETIMES", 501)]
    [InlineData(" TO:<a@b> NOTIFY=NEVER,SUCCESS", 501)]
    [InlineData(" TO:<a@b> NOTIFY=SUCCESS,,DELAY", 501)]
    [InlineData(" TO:<a@b> NOTIFY=NEVER NOTIFY=NEVER", 501)]
    [InlineData(" TO:<a@b> ORCPT=a@b", 501)]
    [InlineData(" TO:<a@b> ORCPT=x400;/C=US", 501)]
    [InlineData(" TO:<a@b> ORCPT=rfc822;", 501)]
    [InlineData(" TO:<a@b> ORCPT=;a@b", 501)]
    [InlineData(" TO:<a@b> ORCPT=r(c;a@b", 501)]
    [InlineData(" TO:<a@b> ORCPT=rfc822;a+0D+0AX-Evil:+20yes", 501)]
    [InlineData(" TO:<a@b> ORCPT=rfc822;a@b ORCPT=rfc822;a@b", 501)]
    [InlineData(" TO:<>", 501)]
    [InlineData(" TO:a@b", 501)]
    [InlineData(" TO:<a@b>x", 501)]
    public void RCPT_refuses_others(string arguments, int code) =>
        Assert.Equal(code, Refusal(Encoding.UTF8.GetBytes(arguments), (ref reader) => Rcpt.Parse(ref reader))?.Code);

    [Theory]
    [InlineData("", ReturnContent.Unspecified, null, false)]
    [InlineData(" RET=hdrs ENVID=QQ314159", ReturnContent.Headers, "QQ314159", false)]
    [InlineData(" ret=FULL ENVID=a+2Bb+20c REQUIRETLS", ReturnContent.Full, "a+b c", true)]
    public void MAIL_says_what_a_report_should_hold(string parameters, ReturnContent content, string? id, bool requireTls)
    {
        var reader = new SmtpReader(Encoding.UTF8.GetBytes(" FROM:<a@b>" + parameters));
        var mail = MailCommand.Parse(ref reader);
        Assert.Equal((content, id, requireTls), (mail.Return, mail.EnvelopeId, mail.RequireTls));
    }

    [Theory]
    [InlineData("", NotifyOn.Unspecified, null)]
    [InlineData(" NOTIFY=NEVER", NotifyOn.Never, null)]
    [InlineData(" notify=success,FAILURE", NotifyOn.Success | NotifyOn.Failure, null)]
    [InlineData(" NOTIFY=DELAY ORCPT=rfc822;Bob+2Bx@Example.com", NotifyOn.Delay, "rfc822;Bob+x@Example.com")]
    [InlineData(" ORCPT=utf-8;jürgen@b", NotifyOn.Unspecified, "utf-8;jürgen@b")]
    public void RCPT_says_when_to_report(string parameters, NotifyOn notify, string? original)
    {
        var reader = new SmtpReader(Encoding.UTF8.GetBytes(" TO:<a@b>" + parameters));
        var rcpt = Rcpt.Parse(ref reader);
        Assert.Equal((notify, original), (rcpt.Notify, rcpt.OriginalRecipient?.ToString()));
    }

    [Theory]
    [InlineData(" 0", 0L, false)]
    [InlineData(" 86 LAST", 86L, true)]
    [InlineData(" 86  last ", 86L, true)]
    [InlineData(" 86 ", 86L, false)]
    public void BDAT_has_a_count_and_perhaps_LAST(string arguments, long octets, bool isLast)
    {
        var reader = new SmtpReader(Encoding.UTF8.GetBytes(arguments));
        Assert.Equal(new Bdat(octets, isLast), Bdat.Parse(ref reader));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" LAST")]
    [InlineData(" -1")]
    [InlineData(" 1LAST")]
    [InlineData(" 1 LAST LAST")]
    public void BDAT_without_a_count_ends_the_connection(string arguments)
    {
        var refusal = Refusal(Encoding.UTF8.GetBytes(arguments), (ref reader) => Bdat.Parse(ref reader));
        Assert.Equal((501, true), (refusal?.Code, refusal?.Closes));
    }

    [Theory]
    [InlineData(" client.example", "client.example")]
    [InlineData(" [192.0.2.1]", "[192.0.2.1]")]
    [InlineData(" [IPv6:2001:db8::1] ", "[IPv6:2001:db8::1]")]
    [InlineData(" my_pc", "my_pc")]
    public void EHLO_has_a_name(string arguments, string name)
    {
        var reader = new SmtpReader(Encoding.UTF8.GetBytes(arguments));
        Assert.Equal(name, Ehlo.Parse(ref reader).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" two names")]
    [InlineData(" (comment)")]
    [InlineData(" müller.example")]
    [InlineData(" a\tb")]
    public void EHLO_has_no_name_that_could_not_stand_in_a_Received_field(string arguments) =>
        Assert.Equal(501, Refusal(Encoding.UTF8.GetBytes(arguments), (ref reader) => Ehlo.Parse(ref reader))?.Code);

    [Fact]
    public void Whatever_comes_is_a_command_or_a_syntax_error()
    {
        var piece = Gen.OneOf(
            Gen.OneOf<string>(
                " ",
                "FROM:",
                "TO:",
                "<",
                ">",
                "@",
                ",",
                ":",
                "\"",
                "\\",
                "[",
                "]",
                "IPv6:",
                "a",
                ".",
                "=",
                "SIZE",
                "9",
                "LAST",
                "é"
            ),
            Gen.Char['\0', '\u00FF'].Select(c => c.ToString())
        );
        piece
            .Array[0, 30]
            .Select(string.Concat)
            .Sample(text =>
            {
                var octets = Encoding.Latin1.GetBytes(text);
                // Anything else than a syntax error fails the test.
                Refusal(octets, (ref reader) => MailCommand.Parse(ref reader));
                Refusal(octets, (ref reader) => Rcpt.Parse(ref reader));
                Refusal(octets, (ref reader) => Ehlo.Parse(ref reader));
                Refusal(octets, (ref reader) => Bdat.Parse(ref reader));
                Refusal(octets, (ref reader) => Auth.Parse(ref reader));
            });
    }

    private static SmtpReply? Refusal<T>(byte[] arguments, Parse<T> parse)
    {
        var reader = new SmtpReader(arguments);
        try
        {
            parse(ref reader);
            return null;
        }
        catch (SmtpSyntaxException e)
        {
            return e.Reply;
        }
    }
}
