using System.Net;
using CsCheck;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Spf;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.SenderAuthentication.Tests.Interop;

/// <summary>We and another implementation come to the same results, over the network, for records that anybody may have put together.</summary>
public sealed class SpfInteropTests
{
    private const string Hello = "host.example";
    private const int Count = 400;

    /// <summary>The last one has no name.</summary>
    private static readonly string[] Clients = ["192.0.2.1", "2001:db8::1", "198.51.100.9"];

    private static readonly Gen<string> Qualifiers = OneOf("", "", "+", "-", "~", "?");

    private static readonly Gen<string> GoodTerms = OneOf(
        "all",
        "a",
        "a:host.example",
        "a:host.example/24//64",
        "a:other.example/24",
        "a:nowhere.example",
        "mx",
        "mx:mail.example",
        "mx:mail.example//64",
        "mx:other.example",
        "ptr",
        "ptr:example",
        "ptr:other.example",
        "ip4:192.0.2.1",
        "ip4:192.0.2.0/25",
        "ip4:198.51.100.0/24",
        "ip6:2001:db8::/32",
        "ip6:2001:db8::2",
        "include:pass.example",
        "include:fail.example",
        "include:neutral.example",
        "exists:%{ir}.%{v}.list.example",
        "exists:%{l1r-}.%{d2}",
        "exists:%{o}",
        "exists:%{h}"
    );

    private static readonly Gen<string> BadTerms = OneOf(
        "mx:many.example",
        "a:broken.example",
        "ip4:192.0.2.1/33",
        "ip4:192.0.2",
        "ip6:2001:db8::2/129",
        "include:other.example",
        "include:wrong.example",
        "include:broken.example",
        "nonsense",
        "all:x",
        "include"
    );

    private static readonly Gen<string> Terms = Gen.Select(Qualifiers, Gen.Frequency((30, GoodTerms), (1, BadTerms)))
        .Select((qualifier, term) => qualifier + term);

    private static readonly Gen<string> Modifiers = OneOf(
        "",
        "",
        "",
        " redirect=pass.example",
        " redirect=neutral.example",
        " redirect=nowhere.example",
        " unknown=%{s}",
        " exp=why.example"
    );

    private static readonly Gen<string> Records = Gen.Select(Terms.Array[0, 6], Modifiers)
        .Select((terms, modifier) => $"v=spf1 {string.Join(' ', terms)}{modifier}");

    [Fact]
    public async Task We_and_pyspf_agree()
    {
        var dns = new MemoryDns()
            .Address("host.example", "192.0.2.1")
            .Address("host.example", "2001:db8::1")
            .Address("other.example", "192.0.2.77")
            .Address("other.example", "2001:db8:1::77")
            .MailExchange("mail.example", 10, "other.example")
            .MailExchange("mail.example", 20, "host.example")
            .Name("192.0.2.1", "host.example")
            .Name("2001:db8::1", "other.example")
            .Address("1.2.0.192.in-addr.list.example", "127.0.0.2")
            .Text("pass.example", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all")
            .Text("fail.example", "v=spf1 -all")
            .Text("neutral.example", "v=spf1 ?all")
            .Text("wrong.example", "v=spf1 ip4:nonsense")
            .Text("why.example", "because")
            .Fail("broken.example");
        for (var n = 0; n < 11; n++)
            dns.MailExchange("many.example", n, "other.example");
        List<(string Client, string Sender, string Hello)> questions = [];
        List<string> records = [];
        for (var n = 0; n < Count; n++)
        {
            records.Add(Records.Single());
            dns.Text($"d{n}.example", records[n]);
            questions.Add((Clients[n % Clients.Length], $"some-body@d{n}.example", Hello));
        }
        using var server = TestDnsServer.Start(dns);
        var theirs = await Pyspf.CheckAsync(server.EndPoint, questions);

        var settings = new DnsSettings { Servers = [server.EndPoint], Timeout = TimeSpan.FromSeconds(20) };
        var resolver = new DnsResolver(settings, TimeProvider.System, NullLogger<DnsResolver>.Instance);
        var verifier = new SpfVerifier(resolver, "mail.example.com", TimeProvider.System);
        List<string> differences = [];
        for (var n = 0; n < Count; n++)
        {
            var (client, sender, hello) = questions[n];
            Assert.True(Address.TryParse(sender, out var address));
            var ours = await verifier.CheckAsync(IPAddress.Parse(client), hello, address, TestContext.Current.CancellationToken);
            if (!string.Equals(ours.Status.ToString(), theirs[n], StringComparison.OrdinalIgnoreCase))
                differences.Add($"{client} {records[n]}: {ours.Status} ({ours.Mechanism ?? ours.Problem}), they say {theirs[n]}");
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.InRange(theirs.Distinct(StringComparer.Ordinal).Count(), 5, 7);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(n => texts[n]);
}
