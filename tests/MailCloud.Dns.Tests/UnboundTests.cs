using System.Net;
using System.Net.Sockets;
using MailCloud.Testing.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Dns.Tests;

/// <summary>The resolver against one as operators run them: CNAMEs, long answers, and what DNSSEC says.</summary>
public sealed class UnboundTests : IAsyncLifetime
{
    private static readonly string LongText = string.Concat(Enumerable.Range(0, 3000).Select(n => (char)('a' + n % 26)));

    private UnboundServer? unbound;
    private DnsResolver? resolver;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DnsResolver Resolver => resolver ?? throw new InvalidOperationException("Unbound is not started.");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(UnboundServer.Obstacle is not null, UnboundServer.Obstacle ?? "");
        var strings = string.Join(' ', LongText.Chunk(250).Select(piece => $"\"{new string(piece)}\""));
        var plain = ZoneFile.Plain(
            "plain.example",
            "plain.example. 300 IN MX 10 mx.plain.example.",
            "mx.plain.example. 300 IN CNAME host.plain.example.",
            "host.plain.example. 300 IN A 192.0.2.1",
            "host.plain.example. 300 IN AAAA 2001:db8::1",
            "octets.plain.example. 300 IN TXT \"caf\\195\\169 \\\"quoted\\\" \" \"and \\\\ more\"",
            $"long.plain.example. 300 IN TXT {strings}"
        );
        var signed = ZoneFile
            .Plain(
                "signed.example",
                "_25._tcp.mx.signed.example. 300 IN TLSA 3 1 1 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
                "forged.signed.example. 300 IN TXT \"true\""
            )
            .Sign();
        var forged = signed with { Text = signed.Text.Replace("\"true\"", "\"false\"", StringComparison.Ordinal) };
        unbound = await UnboundServer.StartAsync(plain, forged);
        var settings = new DnsSettings { Servers = [unbound.EndPoint], Timeout = TimeSpan.FromSeconds(20) };
        resolver = new DnsResolver(settings, TimeProvider.System, NullLogger<DnsResolver>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        if (unbound is not null)
            await unbound.DisposeAsync();
    }

    [Fact]
    public async Task Records_are_found_behind_other_names()
    {
        var exchange = Assert.Single((await Resolver.MailExchangesAsync("plain.example", Cancel)).Records);
        var addresses = await Resolver.AddressesAsync(exchange.Host, AddressFamily.InterNetwork, Cancel);
        Assert.Equal([IPAddress.Parse("192.0.2.1")], addresses.Records);
        addresses = await Resolver.AddressesAsync(exchange.Host, AddressFamily.InterNetworkV6, Cancel);
        Assert.Equal([IPAddress.Parse("2001:db8::1")], addresses.Records);
        Assert.Equal(DnsStatus.NoData, (await Resolver.TextAsync(exchange.Host, Cancel)).Status);
        Assert.Equal(DnsStatus.NoSuchName, (await Resolver.TextAsync("nowhere.plain.example", Cancel)).Status);
    }

    [Fact]
    public async Task Texts_are_octets_and_may_be_long()
    {
        Assert.Equal(["caf\u00C3\u00A9 \"quoted\" and \\ more"], (await Resolver.TextAsync("octets.plain.example", Cancel)).Records);
        Assert.Equal([LongText], (await Resolver.TextAsync("long.plain.example", Cancel)).Records);
    }

    [Fact]
    public async Task What_DNSSEC_proves_is_authenticated_and_what_it_disproves_is_a_failure()
    {
        var tlsa = await Resolver.TlsAssociationsAsync("_25._tcp.mx.signed.example", Cancel);
        Assert.Equal((DnsStatus.Found, true), (tlsa.Status, tlsa.IsAuthenticated));
        // Also that there is nothing is proved.
        var nothing = await Resolver.TlsAssociationsAsync("_25._tcp.other.signed.example", Cancel);
        Assert.Equal((DnsStatus.NoSuchName, true), (nothing.Status, nothing.IsAuthenticated));

        Assert.False((await Resolver.MailExchangesAsync("plain.example", Cancel)).IsAuthenticated);
        Assert.Equal(DnsStatus.Failed, (await Resolver.TextAsync("forged.signed.example", Cancel)).Status);
    }
}
