using System.Net;
using MailCloud.Mail.Store;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Tests.Checks;

public class HelloCheckTests
{
    [Theory]
    [InlineData("client.example", true)]
    [InlineData("client.example.", true)]
    [InlineData("localhost", true)]
    [InlineData("MY_PC", true)]
    [InlineData("xn--bcher-kva.example", true)]
    [InlineData("other.example.com", true)]
    [InlineData("[192.0.2.1]", true)]
    [InlineData("[10.0.0.1]", true)]
    [InlineData("[IPv6:2001:db8::1]", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("[192.0.2]", false)]
    [InlineData("[2001:db8::1]", false)]
    [InlineData("[IPv6:192.0.2.1]", false)]
    [InlineData("[]", false)]
    [InlineData("[client.example]", false)]
    [InlineData("two..dots", false)]
    [InlineData("user!host", false)]
    [InlineData("mail.example.com", false)]
    [InlineData("MAIL.EXAMPLE.COM.", false)]
    [InlineData("example.com", false)]
    public async Task A_stranger_has_a_name_of_its_own(string name, bool isAccepted) =>
        Assert.Equal(isAccepted, await IsAcceptedAsync(name, Standing.Stranger, account: null));

    [Theory]
    [InlineData(Standing.Unknown, null)]
    [InlineData(Standing.Trusted, null)]
    [InlineData(Standing.Stranger, "alice@example.com")]
    public async Task Others_may_call_themselves_as_they_like(Standing standing, string? account) =>
        Assert.True(await IsAcceptedAsync("192.0.2.1", standing, account is null ? null : new AccountId(account)));

    private static async Task<bool> IsAcceptedAsync(string name, Standing standing, AccountId? account)
    {
        var client = new Client(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40_000), null, name, account) { Standing = standing };
        var sender = new Sender(client, new ReversePath(null), null);
        var result = await new HelloCheck("mail.example.com", "example.com").CheckAsync(sender, TestContext.Current.CancellationToken);
        return result.Refusal is null;
    }
}
