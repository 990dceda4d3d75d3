using Azure.Data.Tables;
using MailCloud.Mail.Addresses;
using MailCloud.Storage.Addresses;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Storage.Tests.Addresses;

/// <summary>How long a process believes what it read of a domain.</summary>
public sealed class DomainTableTests(StorageFixture fixture) : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private readonly Domain domain = new($"d{Guid.NewGuid():N}.example");
    private StorageClients clients = null!;
    private DomainTable here = null!;
    private DomainTable elsewhere = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await fixture.OpenAsync();
        clients = fixture.Clients();
        (here, elsewhere) = (new DomainTable(clients, time), new DomainTable(clients, time));
    }

    public ValueTask DisposeAsync()
    {
        clients.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_changes_elsewhere_is_seen_after_a_while()
    {
        await here.TryAddAsync(domain, Cancel);
        Assert.False((await here.FindAsync(domain.Name, Cancel))!.AllowsLegacyMechanisms);

        await elsewhere.UpdateAsync(domain.Name, AllowLegacy, Cancel);

        Assert.False((await here.FindAsync(domain.Name, Cancel))!.AllowsLegacyMechanisms);
        time.Advance(DomainTable.Freshness);
        Assert.True((await here.FindAsync(domain.Name, Cancel))!.AllowsLegacyMechanisms);
    }

    [Fact]
    public async Task What_changes_here_is_seen_at_once()
    {
        Assert.Null(await here.FindAsync(domain.Name, Cancel));
        await here.TryAddAsync(domain, Cancel);
        Assert.False((await here.FindAsync(domain.Name, Cancel))!.AllowsLegacyMechanisms);
        await here.UpdateAsync(domain.Name, AllowLegacy, Cancel);
        Assert.True((await here.FindAsync(domain.Name, Cancel))!.AllowsLegacyMechanisms);
        await here.TryRemoveAsync(domain.Name, Cancel);
        Assert.Null(await here.FindAsync(domain.Name, Cancel));
    }

    [Fact]
    public async Task A_domain_that_was_added_elsewhere_is_seen_soon()
    {
        Assert.Null(await here.FindAsync(domain.Name, Cancel));
        await elsewhere.TryAddAsync(domain, Cancel);
        time.Advance(DomainTable.AbsenceFreshness);
        Assert.NotNull(await here.FindAsync(domain.Name, Cancel));
    }

    [Fact]
    public async Task A_change_is_made_to_what_is_there_and_not_to_what_was_read()
    {
        await here.TryAddAsync(domain, Cancel);
        await here.FindAsync(domain.Name, Cancel);
        await elsewhere.UpdateAsync(domain.Name, AllowLegacy, Cancel);
        var changed = await here.UpdateAsync(domain.Name, now => now with { Postmaster = new Address("a", now.Name) }, Cancel);
        Assert.True(changed!.AllowsLegacyMechanisms);
    }

    [Fact]
    public async Task A_row_without_a_body_is_a_domain_with_nothing_set()
    {
        await clients.Table(TableNames.Domains).AddEntityAsync(new TableEntity(domain.Name, "domain"), Cancel);
        Assert.Equal(domain.Name, (await here.FindAsync(domain.Name, Cancel))?.Name);
        Assert.True((await here.UpdateAsync(domain.Name, AllowLegacy, Cancel))!.AllowsLegacyMechanisms);
    }

    private static Domain AllowLegacy(Domain domain) => domain with { AllowsLegacyMechanisms = true };
}
