using System.Net;
using CsCheck;
using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Spf;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Spf;

/// <summary>What the suite does not ask.</summary>
public class SpfVerifierTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");
    private static readonly Address Sender = new("alice", "example.org");

    [Fact]
    public async Task A_client_of_a_dual_stack_socket_is_an_IPv4_client()
    {
        var result = await CheckAsync(
            new MemoryDns().Text("example.org", "v=spf1 ip4:192.0.2.0/24 -all"),
            IPAddress.Parse("::ffff:192.0.2.9")
        );
        Assert.Equal((SpfStatus.Pass, "ip4:192.0.2.0/24"), (result.Status, result.Mechanism));
    }

    [Fact]
    public async Task A_domain_in_unicode_is_asked_in_ASCII()
    {
        var dns = new MemoryDns().Text("xn--bcher-kva.example", "v=spf1 -all");
        var result = await CheckAsync(dns, Client, new Address("alice", "bücher.example"));
        Assert.Equal((SpfStatus.Fail, "xn--bcher-kva.example"), (result.Status, result.Domain));
    }

    [Fact]
    public async Task The_null_reverse_path_asks_the_clients_own_name()
    {
        var dns = new MemoryDns().Text("client.example.net", "v=spf1 -all");
        var verifier = new SpfVerifier(dns, "mail.example.com", TimeProvider.System);
        var result = await verifier.CheckAsync(Client, "client.example.net", null, TestContext.Current.CancellationToken);
        Assert.Equal((SpfStatus.Fail, "client.example.net"), (result.Status, result.Domain));
    }

    [Theory]
    [InlineData("include:%{l}.example.org")]
    [InlineData("exists:%{l}.example.org")]
    public async Task A_local_part_in_unicode_matches_nothing(string term)
    {
        var dns = new MemoryDns().Text("example.org", $"v=spf1 {term} -all");
        Assert.Equal(SpfStatus.Fail, (await CheckAsync(dns, sender: new Address("bücher", "example.org"))).Status);
    }

    [Fact]
    public async Task An_error_says_what_is_wrong()
    {
        Assert.Contains("ipv4:192.0.2.1", (await CheckAsync(new MemoryDns().Text("example.org", "v=spf1 ipv4:192.0.2.1 -all"))).Problem);
        Assert.Contains("example.org", (await CheckAsync(new MemoryDns().Fail("example.org"))).Problem);
    }

    [Fact]
    public async Task Records_that_include_each_other_end()
    {
        var dns = new MemoryDns().Text("example.org", "v=spf1 include:example.net").Text("example.net", "v=spf1 include:example.org");
        Assert.Equal(SpfStatus.PermError, (await CheckAsync(dns)).Status);
        Assert.InRange(dns.Queries.Count, 1, 11);
    }

    [Theory]
    [InlineData("ip4:192.0.02.1")]
    [InlineData("ip4:192.0.2")]
    [InlineData("ip4:3221225985")]
    [InlineData("ip6:[2001:db8::1]")]
    [InlineData("ip6:2001:db8::1%1")]
    [InlineData("ip6:2001:db8::/129")]
    public async Task An_address_is_written_as_the_grammar_says(string term) =>
        Assert.Equal(SpfStatus.PermError, (await CheckAsync(new MemoryDns().Text("example.org", $"v=spf1 {term} -all"))).Status);

    /// <summary>As long as a record can be, and of what would take a careless reader long.</summary>
    [Theory]
    [InlineData("a:x.", "a", "!", SpfStatus.PermError)]
    [InlineData("a:x.", "1-", "-", SpfStatus.PermError)]
    [InlineData("a", "/1", "!", SpfStatus.PermError)]
    [InlineData("ip6:", ":", "!", SpfStatus.PermError)]
    [InlineData("x=", "%", "", SpfStatus.Fail)]
    [InlineData("exists:", "%{l}.", "example.org", SpfStatus.PermError)]
    [InlineData("exists:", "a.", "example.org", SpfStatus.PermError)]
    public async Task A_long_term_takes_no_longer_than_its_length(string start, string repeated, string end, SpfStatus expected)
    {
        var term = start + string.Concat(Enumerable.Repeat(repeated, 60_000 / repeated.Length)) + end;
        var result = await CheckAsync(
            new MemoryDns().Text("example.org", $"v=spf1 {term} -all"),
            sender: new Address(string.Join('.', Enumerable.Repeat('a', 32)), "example.org")
        );
        Assert.Equal(expected, result.Status);
    }

    [Fact]
    public async Task A_name_that_is_too_long_loses_labels_from_its_left()
    {
        var dns = new MemoryDns().Text("example.org", $"v=spf1 exists:{string.Join('.', Enumerable.Repeat("label", 60))}.example.org -all");
        await CheckAsync(dns);
        Assert.Contains($"A {string.Join('.', Enumerable.Repeat("label", 40))}.example.org", dns.Queries);
    }

    [Fact]
    public async Task An_explanation_that_no_reply_has_room_for_is_none()
    {
        var dns = new MemoryDns()
            .Text("example.org", "v=spf1 exp=why.example.org -all")
            .Text("why.example.org", string.Concat(Enumerable.Repeat("%{s} ", 60)));
        Assert.Null((await CheckAsync(dns)).Explanation);
    }

    /// <summary>Terms that a stranger may put together as he likes.</summary>
    private static readonly Gen<string> Terms = Gen.Select(
            OneOf("", "+", "-", "~", "?"),
            OneOf(
                "all",
                "a",
                "mx",
                "ptr",
                "include:",
                "exists:",
                "redirect=",
                "exp=",
                "ip4:",
                "ip6:",
                "x=",
                "a/",
                "mx//",
                "%{",
                "nonsense"
            ),
            OneOf(
                "",
                "example.org",
                "%{i}._spf.%{d2}",
                "%{l1r-}.example.net",
                "192.0.2.0/24",
                "2001:db8::/32",
                "/24//64",
                "%{",
                "%{z}",
                "..",
                "%{d0}"
            )
        )
        .Select((qualifier, name, argument) => qualifier + name + argument);

    [Fact]
    public Task No_record_breaks_it_or_costs_more_than_a_bounded_number_of_look_ups() =>
        Gen.Select(Terms.Array[0, 15], Gen.String[Gen.Char[' ', '~'], 0, 30])
            .SampleAsync(
                async (terms, noise) =>
                {
                    var dns = new MemoryDns()
                        .Text("example.org", $"v=spf1 {string.Join(' ', terms)}")
                        .Text("example.net", $"v=spf1 {noise}")
                        .MailExchange("example.org", 10, "mx.example.org")
                        .Address("mx.example.org", "192.0.2.77")
                        .Name("192.0.2.1", "mx.example.org");
                    await CheckAsync(dns);
                    // The record; 10 terms, each with up to 10 names behind it; an explanation.
                    Assert.InRange(dns.Queries.Count, 1, 1 + 10 * 11 + 1);
                },
                iter: 3000
            );

    [Fact]
    public async Task Macros_do_not_multiply_what_a_stranger_says()
    {
        var dns = new MemoryDns().Text("example.org", $"v=spf1 exists:{string.Concat(Enumerable.Repeat("%{L}", 12_000))}.example.org -all");
        var sender = new Address(new string('{', 1000), "example.org");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(SpfStatus.PermError, (await CheckAsync(dns, Client, sender)).Status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(n => texts[n]);

    private static ValueTask<SpfResult> CheckAsync(MemoryDns dns, IPAddress? client = null, Address? sender = null) =>
        new SpfVerifier(dns, "mail.example.com", TimeProvider.System).CheckAsync(
            client ?? Client,
            "client.example.net",
            sender ?? Sender,
            TestContext.Current.CancellationToken
        );
}
