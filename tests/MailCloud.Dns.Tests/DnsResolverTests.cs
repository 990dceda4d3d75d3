using System.Net;
using System.Net.Sockets;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Dns.Tests;

/// <summary>What the resolver makes of a server's answers.</summary>
public sealed class DnsResolverTests : IDisposable
{
    private readonly MemoryDns zone = new();
    private readonly TestDnsServer server;
    private readonly FakeTimeProvider time = new();
    private readonly DnsResolver resolver;

    public DnsResolverTests()
    {
        server = TestDnsServer.Start(zone);
        resolver = Resolver(server.EndPoint);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Each_kind_of_record_is_found()
    {
        zone.Text("example.com", "v=spf1 -all")
            .MailExchange("example.com", 10, "mx.example.com")
            .Address("mx.example.com", "192.0.2.1")
            .Address("mx.example.com", "2001:db8::1")
            .Name("192.0.2.1", "mx.example.com")
            .Name("2001:db8::1", "mx6.example.com")
            .TlsAssociation("_25._tcp.mx.example.com", new TlsAssociation(3, 1, 1, [1, 2, 3]));

        Assert.Equal(["v=spf1 -all"], (await resolver.TextAsync("Example.COM", Cancel)).Records);
        Assert.Equal([new MailExchange(10, "mx.example.com")], (await resolver.MailExchangesAsync("example.com.", Cancel)).Records);
        Assert.Equal(
            [IPAddress.Parse("192.0.2.1")],
            (await resolver.AddressesAsync("mx.example.com", AddressFamily.InterNetwork, Cancel)).Records
        );
        Assert.Equal(
            [IPAddress.Parse("2001:db8::1")],
            (await resolver.AddressesAsync("mx.example.com", AddressFamily.InterNetworkV6, Cancel)).Records
        );
        Assert.Equal(["mx.example.com"], (await resolver.NamesAsync(IPAddress.Parse("::ffff:192.0.2.1"), Cancel)).Records);
        Assert.Equal(["mx6.example.com"], (await resolver.NamesAsync(IPAddress.Parse("2001:db8::1"), Cancel)).Records);
        var tlsa = Assert.Single((await resolver.TlsAssociationsAsync("_25._tcp.mx.example.com", Cancel)).Records);
        Assert.Equal((3, 1, 1, "010203"), (tlsa.CertificateUsage, tlsa.Selector, tlsa.MatchingType, Convert.ToHexString([.. tlsa.Data])));
    }

    [Fact]
    public async Task The_null_exchange_has_no_name()
    {
        zone.MailExchange("example.com", 0, "");
        Assert.Equal([new MailExchange(0, "")], (await resolver.MailExchangesAsync("example.com", Cancel)).Records);
    }

    [Fact]
    public async Task What_is_not_there_and_what_cannot_be_told_are_different()
    {
        zone.Address("example.com", "192.0.2.1").Fail("broken.example");
        Assert.Equal(DnsStatus.NoData, (await resolver.TextAsync("example.com", Cancel)).Status);
        Assert.Equal(DnsStatus.NoSuchName, (await resolver.TextAsync("nowhere.example", Cancel)).Status);
        Assert.Equal(DnsStatus.Failed, (await resolver.TextAsync("broken.example", Cancel)).Status);
    }

    [Fact]
    public async Task The_strings_of_a_text_are_one_and_a_long_one_comes_over_TCP()
    {
        var text = "v=DKIM1; p=" + string.Concat(Enumerable.Range(0, 700).Select(n => (char)('A' + n % 26))) + " \"quoted\" back\\slash";
        zone.Text("long.example", text);
        server.Truncates = true;
        Assert.Equal([text], (await resolver.TextAsync("long.example", Cancel)).Records);
        Assert.Equal((1, 1), (server.UdpQueries, server.TcpQueries));
    }

    [Fact]
    public async Task An_answer_is_kept_and_a_question_is_asked_once()
    {
        zone.Text("example.com", "once");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => resolver.TextAsync("example.com", Cancel).AsTask()));
        await resolver.TextAsync("example.com", Cancel);
        Assert.Equal(1, server.UdpQueries);
    }

    [Fact]
    public async Task An_answer_is_kept_for_as_long_as_it_says()
    {
        server.Life = 30;
        zone.Text("example.com", "here");
        await resolver.TextAsync("example.com", Cancel);
        time.Advance(TimeSpan.FromSeconds(29));
        await resolver.TextAsync("EXAMPLE.com.", Cancel);
        Assert.Equal(1, server.UdpQueries);
        time.Advance(TimeSpan.FromSeconds(1));
        await resolver.TextAsync("example.com", Cancel);
        Assert.Equal(2, server.UdpQueries);
    }

    [Theory]
    [InlineData(20, 2)]
    [InlineData(0, 3)]
    public async Task That_something_is_not_there_is_kept_for_as_long_as_its_zone_says(int life, int queries)
    {
        server.NegativeLife = life;
        Assert.Equal(DnsStatus.NoSuchName, (await resolver.TextAsync("nowhere.example", Cancel)).Status);
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(DnsStatus.NoSuchName, (await resolver.TextAsync("nowhere.example", Cancel)).Status);
        zone.Text("nowhere.example", "here");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(DnsStatus.Found, (await resolver.TextAsync("nowhere.example", Cancel)).Status);
        Assert.Equal(queries, server.UdpQueries);
    }

    [Fact]
    public async Task A_failure_is_not_asked_about_again_at_once()
    {
        zone.Fail("broken.example");
        Assert.Equal(DnsStatus.Failed, (await resolver.TextAsync("broken.example", Cancel)).Status);
        zone.Text("broken.example", "mended");
        Assert.Equal(DnsStatus.Failed, (await resolver.TextAsync("broken.example", Cancel)).Status);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(DnsStatus.Found, (await resolver.TextAsync("broken.example", Cancel)).Status);
    }

    [Fact]
    public async Task A_server_on_this_machine_is_believed_about_DNSSEC()
    {
        zone.Text("signed.example", "yes");
        Assert.False((await resolver.TextAsync("signed.example", Cancel)).IsAuthenticated);
        zone.IsAuthenticated = true;
        zone.Text("signed2.example", "yes");
        Assert.True((await resolver.TextAsync("signed2.example", Cancel)).IsAuthenticated);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..example")]
    [InlineData("with space.example")]
    [InlineData("bücher.example")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123.example")]
    public async Task What_cannot_be_a_name_is_not_asked_for(string name)
    {
        Assert.Equal(DnsStatus.NoSuchName, (await resolver.TextAsync(name, Cancel)).Status);
        Assert.Equal(0, server.UdpQueries);
    }

    [Fact]
    public async Task Whatever_is_printable_may_be_in_a_name()
    {
        List<string> lost = [];
        for (var c = '!'; c <= '~'; c++)
        {
            var name = $"a{c}b.example";
            zone.Text(name, "found");
            var answer = await resolver.TextAsync(name, Cancel);
            if (answer.Status is not DnsStatus.Found)
                lost.Add($"{c} {answer.Status}");
        }
        Assert.Empty(lost);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_a_failure_in_bounded_time()
    {
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var asking = Resolver((IPEndPoint)silent.Client.LocalEndPoint!, TimeSpan.FromMilliseconds(100));
        Assert.Equal(DnsStatus.Failed, (await asking.TextAsync("example.com", Cancel)).Status);
    }

    [Fact]
    public async Task Who_waits_may_give_up_without_harm_to_others()
    {
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var asking = Resolver((IPEndPoint)silent.Client.LocalEndPoint!, TimeSpan.FromMilliseconds(300));
        using var impatient = new CancellationTokenSource();
        var first = asking.TextAsync("example.com", impatient.Token).AsTask();
        var second = asking.TextAsync("example.com", Cancel);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(DnsStatus.Failed, (await second).Status);
    }

    private DnsResolver Resolver(IPEndPoint server, TimeSpan? timeout = null) =>
        new(new DnsSettings { Servers = [server], Timeout = timeout ?? TimeSpan.FromSeconds(10) }, time, NullLogger<DnsResolver>.Instance);
}
