using MailCloud.Certificates.Renewal;
using MailCloud.Testing.Peers;

namespace MailCloud.Certificates.Tests.Renewal;

/// <summary>Certificates from a real authority, which looks for the proofs over the DNS.</summary>
public sealed class CertificateRenewalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_is_ordered_proved_and_put_into_the_vault()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        string[] names = [RenewalWorld.Host, "imap.example.org"];
        var outcome = await world.Open(names).RunAsync(isForced: false, Cancel);

        Assert.Null(outcome.Problem);
        Assert.Equal(RenewalResult.Renewed, outcome.Result);
        using var certificate = await world.DownloadAsync();
        Assert.True(certificate.HasPrivateKey);
        Assert.All(names, name => Assert.True(certificate.MatchesHostname(name)));
        Assert.Contains("Pebble", certificate.Issuer, StringComparison.Ordinal);
        Assert.Equal(
            names.Select(name => $"PUT TXT _acme-challenge.{name}").Order(StringComparer.Ordinal),
            world.Azure.Writes.Take(2).Order(StringComparer.Ordinal)
        );
        Assert.All(names, name => Assert.Empty(world.Azure.Texts($"_acme-challenge.{name}")));
        Assert.Equal(["acme-account-key", "acme-order-mail"], world.Secrets.Names);

        Assert.Equal(RenewalResult.UpToDate, (await world.Open(names).RunAsync(isForced: false, Cancel)).Result);
        Assert.Equal(1, world.Vault.Certificates.CountVersions("mail"));
    }

    [Fact]
    public async Task It_is_renewed_with_a_new_key_when_two_thirds_of_its_life_are_used_up()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        await world.Open().RunAsync(isForced: false, Cancel);
        using var first = await world.DownloadAsync();
        var life = first.NotAfter - first.NotBefore;

        world.Time.Shift = life * 0.6;
        Assert.Equal(RenewalResult.UpToDate, (await world.Open().RunAsync(isForced: false, Cancel)).Result);
        world.Time.Shift = life * 0.67;
        Assert.Equal(RenewalResult.Renewed, (await world.Open().RunAsync(isForced: false, Cancel)).Result);
        using var second = await world.DownloadAsync();
        Assert.NotEqual(first.GetPublicKey(), second.GetPublicKey());
    }

    [Fact]
    public async Task Other_names_are_another_certificate()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        await world.Open().RunAsync(isForced: false, Cancel);
        string[] names = [RenewalWorld.Host, "webmail.example.org"];
        Assert.Equal(RenewalResult.Renewed, (await world.Open(names).RunAsync(isForced: false, Cancel)).Result);
        using var certificate = await world.DownloadAsync();
        Assert.True(certificate.MatchesHostname("webmail.example.org"));
        Assert.Equal(RenewalResult.UpToDate, (await world.Open([.. names.Reverse()]).RunAsync(isForced: false, Cancel)).Result);
    }

    [Fact]
    public async Task A_wildcard_and_its_domain_are_proved_by_two_texts_of_one_name()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        string[] names = [RenewalWorld.Host, "*.mail.example.org"];
        var outcome = await world.Open(names).RunAsync(isForced: false, Cancel);
        Assert.Null(outcome.Problem);
        Assert.Equal(names.Order(StringComparer.Ordinal), outcome.Names);
        Assert.Empty(world.Azure.Texts("_acme-challenge.mail.example.org"));
    }

    [Fact]
    public async Task What_others_have_written_beside_the_proof_stays()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        var zone = Zones.AzureDnsZoneTests.Open(world.Azure, RenewalWorld.Zone).Find(RenewalWorld.Zone)!;
        await zone.AddAsync(
            "_acme-challenge.mail.example.org",
            Certificates.Zones.DnsRecordType.Txt,
            "another client's",
            TimeSpan.FromMinutes(1),
            Cancel
        );
        Assert.Equal(RenewalResult.Renewed, (await world.Open().RunAsync(isForced: false, Cancel)).Result);
        Assert.Equal(["another client's"], world.Azure.Texts("_acme-challenge.mail.example.org"));
    }

    [Fact]
    public async Task The_authority_is_told_when_the_zones_servers_show_the_proof()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        world.Azure.IsBehind = true;
        var asked = world.Azure.Records.Queries;
        var running = world.Open().RunAsync(isForced: false, Cancel);
        await PollAsync(() => asked.Count(query => query.StartsWith("TXT _acme-challenge.", StringComparison.Ordinal)) > 3);
        Assert.DoesNotContain("Attempting to validate", world.Pebble.Log, StringComparison.Ordinal);
        world.Azure.IsBehind = false;
        Assert.Equal(RenewalResult.Renewed, (await running).Result);
    }

    [Fact]
    public async Task Where_the_zones_servers_cannot_be_asked_some_time_has_to_do()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        world.AreServersSilent = true;
        Assert.Equal(RenewalResult.Renewed, (await world.Open().RunAsync(isForced: false, Cancel)).Result);
    }

    [Fact]
    public async Task Nonces_that_the_authority_does_not_take_are_replaced()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync(rejectedNonces: 30);
        var seen = new RequestLog();
        for (var i = 0; i < 3; i++)
            Assert.Null((await world.Open(around: seen.Around).RunAsync(isForced: true, Cancel)).Problem);
        Assert.NotEqual(0, seen.Count(" 400"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_external_account_is_bound_where_the_authority_wants_one(bool isRight)
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        const string key = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";
        await world.RestartPebbleAsync(
            PebbleServer.StartAsync(world.Azure.DnsEndPoint, accountKeys: new Dictionary<string, string> { ["kid-1"] = key })
        );
        await world.Secrets.SetAsync(new("acme-eab-key"), isRight ? key : key.Replace('z', 'y'), Cancel);
        var outcome = await world.Open(change: settings => settings with { ExternalAccountId = "kid-1" }).RunAsync(isForced: false, Cancel);
        Assert.Equal(isRight ? RenewalResult.Renewed : RenewalResult.Failed, outcome.Result);
    }

    internal static async Task PollAsync(Func<bool> condition)
    {
        var limit = TimeSpan.FromMinutes(1);
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); !condition(); await Task.Delay(20, Cancel))
            Assert.True(clock.Elapsed < limit, "It does not come about.");
    }
}
