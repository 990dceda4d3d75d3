using Azure.Core.Pipeline;
using MailCloud.Certificates.Zones;
using MailCloud.Dns;
using MailCloud.Testing.AzureDns;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Certificates.Tests.Zones;

/// <summary>Zones of Azure DNS through its management interface.</summary>
public sealed class AzureDnsZoneTests : IAsyncLifetime
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private AzureDnsServer azure = null!;
    private AzureDnsZones zones = null!;

    private AzureDnsZone Zone => zones.Find("example.org")!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        azure = await AzureDnsServer.StartAsync("example.org", "mail.example.org");
        zones = Open(azure, "example.org", "mail.example.org");
    }

    public ValueTask DisposeAsync() => azure.DisposeAsync();

    [Fact]
    public async Task Texts_are_added_to_those_of_others_and_taken_away_from_them()
    {
        Assert.True(await Zone.AddAsync("_acme.example.org", DnsRecordType.Txt, "one", Life, Cancel));
        Assert.True(await Zone.AddAsync("_acme.example.org", DnsRecordType.Txt, "two", Life, Cancel));
        Assert.False(await Zone.AddAsync("_acme.example.org", DnsRecordType.Txt, "two", Life, Cancel));
        Assert.Equal(["one", "two"], azure.Texts("_acme.example.org"));

        Assert.True(await Zone.RemoveAsync("_acme.example.org", DnsRecordType.Txt, "one", Cancel));
        Assert.False(await Zone.RemoveAsync("_acme.example.org", DnsRecordType.Txt, "one", Cancel));
        Assert.Equal(["two"], azure.Texts("_acme.example.org"));
        Assert.True(await Zone.RemoveAsync("_acme.example.org", DnsRecordType.Txt, "two", Cancel));
        Assert.Null(await Zone.FindAsync("_acme.example.org", DnsRecordType.Txt, Cancel));
    }

    [Fact]
    public async Task Two_writers_do_not_undo_each_other()
    {
        // Somebody adds a value between our reading and our writing: to a set that is not there yet, to one that is, and to one that is to go.
        azure.BeforeNextWrite = () => Zone.AddAsync("a.example.org", DnsRecordType.Txt, "theirs", Life, Cancel);
        await Zone.AddAsync("a.example.org", DnsRecordType.Txt, "ours", Life, Cancel);
        Assert.Equal(["theirs", "ours"], azure.Texts("a.example.org"));

        azure.BeforeNextWrite = () => Zone.RemoveAsync("a.example.org", DnsRecordType.Txt, "theirs", Cancel);
        await Zone.AddAsync("a.example.org", DnsRecordType.Txt, "more", Life, Cancel);
        Assert.Equal(["ours", "more"], azure.Texts("a.example.org"));

        await Zone.RemoveAsync("a.example.org", DnsRecordType.Txt, "more", Cancel);
        azure.BeforeNextWrite = () => Zone.AddAsync("a.example.org", DnsRecordType.Txt, "late", Life, Cancel);
        await Zone.RemoveAsync("a.example.org", DnsRecordType.Txt, "ours", Cancel);
        Assert.Equal(["late"], azure.Texts("a.example.org"));
    }

    [Theory]
    [InlineData(DnsRecordType.A, "www.example.org", "192.0.2.1", "192.0.2.2")]
    [InlineData(DnsRecordType.Aaaa, "www.example.org", "2001:db8::1")]
    [InlineData(DnsRecordType.Cname, "alias.example.org", "target.example.net")]
    [InlineData(DnsRecordType.Mx, "example.org", "10 mail.example.org", "20 backup.example.net")]
    [InlineData(DnsRecordType.Srv, "_imaps._tcp.example.org", "0 1 993 mail.example.org")]
    [InlineData(DnsRecordType.Caa, "example.org", "0 issue \"ca.example\"", "128 issuewild \";\"")]
    [InlineData(DnsRecordType.Txt, "example.org", "v=spf1 mx -all", "")]
    public async Task Records_are_read_as_they_were_written(DnsRecordType type, string name, params string[] values)
    {
        var set = new DnsRecordSet(name, type, Life, [.. values]);
        Assert.True(await Zone.ReplaceAsync(set, Cancel));
        Assert.False(await Zone.ReplaceAsync(set, Cancel));
        var found = await Zone.FindAsync(name, type, Cancel);
        Assert.Equal(values, found!.Values);
        Assert.Equal(Life, found.TimeToLive);
        Assert.Single(azure.Writes);

        Assert.True(await Zone.ReplaceAsync(set with { Values = [] }, Cancel));
        Assert.Null(await Zone.FindAsync(name, type, Cancel));
    }

    [Fact]
    public async Task A_text_longer_than_a_string_is_several_strings()
    {
        var text = new string('x', 300) + new string('y', 300);
        await Zone.AddAsync("key.example.org", DnsRecordType.Txt, text, Life, Cancel);
        var strings = azure.Properties("key.example.org", "TXT")!["TXTRecords"]![0]!["value"]!.AsArray();
        Assert.Equal([255, 255, 90], strings.Select(part => ((string)part!).Length));
        var dns = new DnsResolver(new DnsSettings { Servers = [azure.DnsEndPoint] }, TimeProvider.System, NullLogger<DnsResolver>.Instance);
        Assert.Equal([text], (await dns.TextAsync("key.example.org", Cancel)).Records);
    }

    [Theory]
    [InlineData("imap.mail.example.org", "mail.example.org")]
    [InlineData("MAIL.example.org", "mail.example.org")]
    [InlineData("notmail.example.org", "example.org")]
    [InlineData("badexample.org", null)]
    [InlineData("org", null)]
    public void A_name_belongs_to_the_nearest_zone(string name, string? zone) => Assert.Equal(zone, zones.Find(name)?.Name);

    [Fact]
    public async Task The_servers_of_a_zone_are_told() => Assert.Equal([AzureDnsServer.NameServer], await Zone.NameServersAsync(Cancel));

    [Theory]
    [InlineData(403)]
    [InlineData(400)]
    public async Task A_refusal_says_which_zone_and_why(int status)
    {
        azure.Outage = status;
        var refusal = await Assert.ThrowsAsync<DnsZoneException>(() =>
            Zone.AddAsync("a.example.org", DnsRecordType.Txt, "one", Life, Cancel)
        );
        Assert.Contains("example.org", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"{status}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("example.org")]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/dnsZones/")]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/dnsZones/example.org/TXT/a")]
    public void What_is_no_zones_id_is_refused(string id) => Assert.False(AzureDnsZone.IsId(id));

    internal static AzureDnsZones Open(AzureDnsServer azure, params string[] zones) =>
        new(
            zones.Select(AzureDnsServer.IdOf),
            AzureDnsServer.Credential,
            azure.Address,
            new AzureDnsOptions { Transport = new HttpClientTransport(azure.Http) }
        );
}
