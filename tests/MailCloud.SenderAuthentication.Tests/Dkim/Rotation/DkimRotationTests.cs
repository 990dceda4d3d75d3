using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Dkim.Rotation;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.SenderAuthentication.Tests.Dkim.Rotation;

/// <summary>A domain's keys from one to the next: what signs, when, and what is left behind.</summary>
public sealed class DkimRotationTests : IAsyncLifetime
{
    private const string Name = "example.org";

    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly MemoryDirectory directory = new();
    private readonly MemorySecrets secrets = new();
    private readonly MemoryDns dns = new();
    private readonly DkimRotation rotation;
    private readonly DkimKeyRing ring;

    public DkimRotationTests()
    {
        rotation = new DkimRotation(directory, secrets, dns, time);
        ring = new DkimKeyRing(directory, secrets, NullLogger<DkimKeyRing>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await directory.AddDomainAsync(new Domain(Name), Cancel);

    public ValueTask DisposeAsync()
    {
        ring.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task New_keys_wait_until_their_records_are_seen()
    {
        var domain = await BeginAsync();
        Assert.Equal(["mc1r Next", "mc1e Next"], States(domain));
        Assert.Equal(["mc1r Next", "mc1e Next"], States(await AdvanceAsync()));
        Assert.Empty(await SigningAsync());

        Publish(domain);

        Assert.Equal(["mc1r Active", "mc1e Active"], States(await AdvanceAsync()));
        Assert.Equal(["mc1r", "mc1e"], await SigningAsync());
    }

    [Fact]
    public async Task Keys_take_turns_and_old_ones_stay_a_while()
    {
        Publish(await BeginAsync());
        await AdvanceAsync();
        var first = secrets.Names;

        Publish(await BeginAsync());
        Assert.Equal(["mc1r", "mc1e"], await SigningAsync());
        Assert.Equal(["mc1r Retired", "mc1e Retired", "mc2r Active", "mc2e Active"], States(await AdvanceAsync()));
        Assert.Equal(["mc2r", "mc2e"], await SigningAsync());

        time.Advance(DkimRotation.Grace - TimeSpan.FromSeconds(1));
        Assert.Equal(4, (await AdvanceAsync()).DkimSelectors.Length);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["mc2r Active", "mc2e Active"], States(await AdvanceAsync()));
        Assert.Empty(secrets.Names.Intersect(first));
        Assert.Equal(2, secrets.Names.Count());
        Assert.Equal(["mc1r Next", "mc1e Next"], States(await BeginAsync()).Skip(2));
    }

    [Fact]
    public async Task A_key_of_one_kind_alone_replaces_only_its_own_kind()
    {
        Publish(await BeginAsync());
        await AdvanceAsync();
        var domain = await BeginAsync();
        Publish(domain with { DkimSelectors = [domain.DkimSelectors.Single(selector => selector.Name == "mc2r")] });

        await AdvanceAsync();

        Assert.Equal(["mc2r", "mc1e"], await SigningAsync());
    }

    [Fact]
    public async Task Keys_that_wait_are_not_made_again()
    {
        var domain = await BeginAsync();
        Assert.Equal(domain.DkimSelectors, (await BeginAsync()).DkimSelectors);
        Assert.Equal(2, secrets.Names.Count());
    }

    [Fact]
    public async Task Another_key_in_the_dns_is_not_ours()
    {
        var domain = await BeginAsync();
        var (rsa, ed25519) = (domain.DkimSelectors[0], domain.DkimSelectors[1]);
        Assert.Equal(DkimRecordState.Missing, await DkimRotation.LookUpAsync(dns, domain, rsa, Cancel));

        using var other = DkimKey.Create(DkimKeyKind.Rsa);
        dns.Text(DkimRotation.RecordName(domain, rsa), other.DnsRecord);
        dns.Fail(DkimRotation.RecordName(domain, ed25519));

        Assert.Equal(DkimRecordState.Different, await DkimRotation.LookUpAsync(dns, domain, rsa, Cancel));
        Assert.Equal(DkimRecordState.Unknown, await DkimRotation.LookUpAsync(dns, domain, ed25519, Cancel));
        await AdvanceAsync();
        Assert.Empty(await SigningAsync());
    }

    [Fact]
    public async Task A_key_whose_secret_is_lost_or_broken_is_left_out()
    {
        Publish(await BeginAsync());
        var domain = await AdvanceAsync();
        await secrets.RemoveAsync(domain.DkimSelectors[0].Secret, Cancel);
        Assert.Equal(["mc1e"], await SigningAsync());
        await secrets.SetAsync(domain.DkimSelectors[0].Secret, "no key", Cancel);
        Assert.Equal(["mc1e"], await SigningAsync());
    }

    [Fact]
    public async Task A_domain_that_is_none_of_ours_has_no_keys()
    {
        Assert.Null(await rotation.BeginAsync("example.net", Cancel));
        Assert.Null(await rotation.AdvanceAsync("example.net", Cancel));
        Assert.Empty(await ring.FindAsync("example.net", Cancel));
    }

    private async Task<Domain> BeginAsync() => (await rotation.BeginAsync(Name, Cancel))!;

    private async Task<Domain> AdvanceAsync() => (await rotation.AdvanceAsync(Name, Cancel))!;

    private async Task<IEnumerable<string>> SigningAsync() => (await ring.FindAsync(Name, Cancel)).Select(key => key.Selector);

    private void Publish(Domain domain)
    {
        foreach (var selector in domain.DkimSelectors.Where(selector => selector.State is DkimSelectorState.Next))
            dns.Text(DkimRotation.RecordName(domain, selector), selector.Record);
    }

    private static IEnumerable<string> States(Domain domain) =>
        domain.DkimSelectors.Select(selector => $"{selector.Name} {selector.State}");
}
