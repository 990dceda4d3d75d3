using System.Net;
using MailCloud.Smtp.Checks;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Smtp.Tests.Checks;

public class BlockListTests
{
    [Theory]
    [InlineData("192.0.2.99", "99.2.0.192.list.example")]
    [InlineData("2001:db8:1:2:3:4:567:89ab", "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.list.example")]
    public void An_address_is_looked_up_backwards(string address, string name) =>
        Assert.Equal(name, BlockList.TryParse("list.example")?.NameOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData("list.example", "127.0.0.2", true)]
    [InlineData("list.example", "127.255.255.254", false)]
    [InlineData("list.example", "192.0.2.1", false)]
    [InlineData("list.example=127.0.0.2", "127.0.0.2", true)]
    [InlineData("list.example=127.0.0.2", "127.0.0.3", false)]
    [InlineData("list.example=127.0.0.2-11", "127.0.0.11", true)]
    [InlineData("list.example=127.0.0.2-11", "127.0.0.12", false)]
    [InlineData("list.example=127.0.1.0-127.0.2.9", "127.0.1.200", true)]
    public void Some_answers_count_and_some_do_not(string list, string answer, bool isListed) =>
        Assert.Equal(isListed, BlockList.TryParse(list)?.Lists(IPAddress.Parse(answer)));

    [Theory]
    [InlineData("")]
    [InlineData("=127.0.0.2")]
    [InlineData("two..dots")]
    [InlineData("list.example=")]
    [InlineData("list.example=2")]
    [InlineData("list.example=192.0.2.1")]
    [InlineData("list.example=127.0.0.2-")]
    [InlineData("list.example=127.0.0.2-256")]
    [InlineData("list.example=127.1")]
    public void A_list_that_is_none_is_not_taken_for_one(string text) => Assert.Null(BlockList.TryParse(text));

    [Theory]
    [InlineData("a reason", ": a reason")]
    [InlineData("", "")]
    [InlineData("two\r\n250 lines", "")]
    [InlineData("gr\u00FC\u00DFe", "")]
    public async Task A_reason_that_cannot_stand_in_a_reply_is_left_out(string text, string shown)
    {
        var dns = new MemoryDns().Address("1.2.0.192.list.example", "127.0.0.2").Text("1.2.0.192.list.example", text);
        var reply = await AskAsync(dns, "192.0.2.1", Standing.Stranger);
        Assert.Equal($"554 5.7.1 192.0.2.1 is on the block list list.example{shown}", reply?.ToString());
    }

    [Fact]
    public async Task A_list_that_does_not_answer_lists_nobody() =>
        Assert.Null(await AskAsync(new MemoryDns().Fail("1.2.0.192.list.example"), "192.0.2.1", Standing.Stranger));

    [Theory]
    [InlineData(Standing.Unknown)]
    [InlineData(Standing.Welcome)]
    [InlineData(Standing.Trusted)]
    public async Task Nobody_is_asked_about_who_is_no_stranger(Standing standing)
    {
        var dns = new MemoryDns().Address("1.2.0.192.list.example", "127.0.0.2");
        Assert.Null(await AskAsync(dns, "192.0.2.1", standing));
        Assert.Empty(dns.Queries);
    }

    private static async Task<SmtpReply?> AskAsync(MemoryDns dns, string address, Standing standing)
    {
        var client = new Client(new IPEndPoint(IPAddress.Parse(address), 40_000), null, null, null) { Standing = standing };
        var check = new BlockListCheck([BlockList.TryParse("list.example")!], dns, NullLogger.Instance);
        return (await check.CheckAsync(client, TestContext.Current.CancellationToken)).Refusal;
    }
}
