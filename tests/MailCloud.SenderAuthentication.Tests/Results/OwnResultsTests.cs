using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Results;

namespace MailCloud.SenderAuthentication.Tests.Results;

public class OwnResultsTests
{
    [Theory]
    [InlineData("mx.example.org; spf=pass smtp.mailfrom=ann@bücher.example", true)]
    [InlineData("mx.example.org; spf=pass smtp.mailfrom=xn--bcher-kva.example", true)]
    [InlineData("mx.example.org; spf=fail smtp.mailfrom=x.test; dkim=pass header.d=x.test; dmarc=pass header.from=BÜCHER.example", true)]
    [InlineData("mx.example.org; spf=softfail smtp.mailfrom=ann@bücher.example; dmarc=none header.from=bücher.example", false)]
    // The domain is another one, or what was looked at is not the reverse path.
    [InlineData("mx.example.org; spf=pass smtp.mailfrom=ann@x.bücher.example", false)]
    [InlineData("mx.example.org; spf=pass smtp.helo=bücher.example", false)]
    [InlineData("mx.example.org; dmarc=pass header.from=x.test", false)]
    [InlineData("mx.example.org; dkim=pass header.d=bücher.example", false)]
    [InlineData("mx.example.org; none", false)]
    // Somebody else says so.
    [InlineData("mx.example.net; spf=pass smtp.mailfrom=ann@bücher.example", false)]
    [InlineData("mx.example.net; none\r\nAuthentication-Results: mx.example.org; spf=pass smtp.mailfrom=ann@bücher.example", false)]
    public void A_reverse_path_is_proved_by_what_we_found_out_about_its_domain(string results, bool isProved)
    {
        var header = Encoding.UTF8.GetBytes($"Received: x\r\nAuthentication-Results: {results}\r\nSubject: y\r\n\r\n");
        Assert.Equal(isProved, OwnResults.Prove(header, "mx.example.org", new Address("ann", "bücher.example")));
    }

    [Fact]
    public void A_header_that_says_nothing_proves_nothing() =>
        Assert.False(OwnResults.Prove("Subject: y\r\n\r\n"u8, "mx.example.org", new Address("ann", "x.test")));
}
