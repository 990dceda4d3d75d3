using System.Net;
using MailCloud.Testing;

namespace MailCloud.Dns.Tests;

public class ReverseNamesTests
{
    private readonly MemoryDns dns = new();

    [Fact]
    public async Task A_name_counts_if_it_leads_back()
    {
        dns.Name("192.0.2.1", "Mail.example.org")
            .Name("192.0.2.1", "bank.example")
            .Address("mail.example.org", "192.0.2.99")
            .Address("mail.example.org", "192.0.2.1")
            .Address("bank.example", "192.0.2.2");
        var names = await FindAsync("::ffff:192.0.2.1");
        Assert.Equal(ReverseStatus.Pass, names.Status);
        Assert.Equal(["mail.example.org"], names.Confirmed);
    }

    [Fact]
    public async Task An_IPv6_client_is_known_by_its_IPv6_address()
    {
        dns.Name("2001:db8::1", "mail.example.org").Address("mail.example.org", "2001:db8:0::1");
        Assert.Equal(["mail.example.org"], (await FindAsync("2001:db8::1")).Confirmed);
    }

    [Fact]
    public async Task Why_there_is_none_is_told()
    {
        Assert.Equal(ReverseStatus.PermError, (await FindAsync("192.0.2.1")).Status);
        dns.Fail("192.0.2.2");
        Assert.Equal(ReverseStatus.TempError, (await FindAsync("192.0.2.2")).Status);
        dns.Name("192.0.2.3", "nowhere.example");
        Assert.Equal(ReverseStatus.Fail, (await FindAsync("192.0.2.3")).Status);
        dns.Name("192.0.2.3", "broken.example").Fail("broken.example");
        Assert.Equal(ReverseStatus.TempError, (await FindAsync("192.0.2.3")).Status);
    }

    [Fact]
    public async Task An_address_with_many_names_costs_no_more_than_one_with_ten()
    {
        for (var n = 0; n < 100; n++)
            dns.Name("192.0.2.1", $"n{n}.example");
        await FindAsync("192.0.2.1");
        Assert.Equal(11, dns.Queries.Count);
    }

    private ValueTask<ReverseNames> FindAsync(string address) =>
        ReverseNames.FindAsync(dns, IPAddress.Parse(address), TestContext.Current.CancellationToken);
}
