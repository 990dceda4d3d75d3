using System.Text;
using CsCheck;
using MailCloud.SenderAuthentication.Results;

namespace MailCloud.SenderAuthentication.Tests.Results;

public class HeaderFilterTests
{
    private const string Server = "mx.bücher.example";

    [Theory]
    [InlineData("Authentication-Results: mx.bücher.example; dkim=pass")]
    [InlineData("Authentication-Results: mx.xn--bcher-kva.example; dkim=pass")]
    [InlineData("Authentication-Results: MX.BÜCHER.Example.; dkim=pass")]
    [InlineData("AUTHENTICATION-results:mx.bücher.example")]
    [InlineData("Authentication-Results :mx.bücher.example;dkim=pass")]
    [InlineData("Authentication-Results:\r\n\t(hidden ; \\) (from) view)\r\n mx.bücher.example\r\n (x) 1 (y)\r\n ; dkim=pass")]
    [InlineData("Authentication-Results: \"mx.bücher.example\"; dkim=pass")]
    [InlineData("Authentication-Results: \"mx.\\b\\ücher.example\"; dkim=pass")]
    [InlineData("Authentication-Results: mx.bücher.example 99; dkim=pass")]
    // Whose they are cannot be read.
    [InlineData("Authentication-Results: (mx.bücher.example; dkim=pass")]
    [InlineData("Authentication-Results: ; mx.bücher.example; dkim=pass")]
    [InlineData("Authentication-Results: other.example and mx.bücher.example; dkim=pass")]
    [InlineData("Authentication-Results: dkim=pass header.d=example.com")]
    [InlineData("Authentication-Results:")]
    public void What_claims_to_be_ours_is_removed(string field)
    {
        var header = $"Received: x\r\n{field}\r\nSubject: y\r\n\r\n";
        Assert.Equal("Received: x\r\nSubject: y\r\n\r\n", Filter(header));
    }

    [Theory]
    [InlineData("Authentication-Results: mx.example.org; dkim=pass (of mx.bücher.example)")]
    [InlineData("Authentication-Results: mx.bücher.example.org; dkim=pass")]
    [InlineData("Authentication-Results: (mx.bücher.example) mx.example.org 1; none")]
    [InlineData("ARC-Authentication-Results: i=1; mx.bücher.example; dkim=pass")]
    [InlineData("X-Authentication-Results: mx.bücher.example; dkim=pass")]
    [InlineData("Subject: x\r\n Authentication-Results: mx.bücher.example; dkim=pass")]
    public void All_else_stays_as_it_is(string field)
    {
        var header = Messages.Bytes($"Received: x\r\n{field}\r\nSubject: y\r\n\r\n");
        Assert.Equal(header.AsMemory(), HeaderFilter.RemoveForged(header, Server));
    }

    [Fact]
    public void Several_are_removed_wherever_they_are()
    {
        const string Forged = "Authentication-Results: mx.bücher.example; dkim=pass\n";
        Assert.Equal("A: b\nC: d\n", Filter(Forged + "A: b\n" + Forged + Forged + "C: d\n" + Forged));
        Assert.Equal("", Filter(Forged));
        Assert.Equal("", Filter(""));
    }

    [Fact]
    public void No_octet_of_another_field_is_lost() =>
        Gen.Char["aA:; \r\n\t\"("]
            .Array[0, 40]
            .Sample(text =>
            {
                var header = new string(text);
                Assert.Equal(header, Filter(header));
            });

    private static string Filter(string header) => Encoding.UTF8.GetString(HeaderFilter.RemoveForged(Messages.Bytes(header), Server).Span);
}
