using MailCloud.Mail.TransportSecurity;
using MailCloud.Testing;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.TransportSecurity;

/// <summary>The tables keep the contract of all stores.</summary>
public sealed class TransportSecurityTests(StorageFixture fixture) : TransportSecurityContract
{
    protected override async ValueTask<(IStsPolicyStore Policies, ITlsObservationStore Observations)> OpenAsync()
    {
        var storage = await fixture.OpenAsync();
        return (storage.StsPolicies, storage.TlsObservations);
    }

    [Fact]
    public async Task A_day_is_forgotten_with_all_before_it()
    {
        // In an account of its own: other tests' days are older.
        await using var azurite = await AzuriteServer.StartAsync();
        await using var storage = Storages.Open(azurite.ConnectionString);
        await storage.EnsureCreatedAsync(CancellationToken.None);
        var day = new DateOnly(2026, 3, 1);
        var observation = new TlsObservation("example.net", TlsPolicyKind.Sts, "mx1", "192.0.2.1", null);
        foreach (var offset in (int[])[-40, -1, 0, 1])
            await storage.TlsObservations.AddAsync(day.AddDays(offset), observation, CancellationToken.None);

        await storage.TlsObservations.RemoveUpToAsync(day, CancellationToken.None);

        foreach (var offset in (int[])[-40, -1, 0])
            Assert.Empty(await storage.TlsObservations.ReadAsync(day.AddDays(offset), CancellationToken.None).ToListAsync());
        Assert.Single(await storage.TlsObservations.ReadAsync(day.AddDays(1), CancellationToken.None).ToListAsync());
    }
}
