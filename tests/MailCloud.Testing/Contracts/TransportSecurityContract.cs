using MailCloud.Mail.TransportSecurity;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every store of MTA-STS policies and TLS observations does. Each test has a domain of its own, so that they may share a store.</summary>
public abstract class TransportSecurityContract
{
    private readonly string domain = $"d{Guid.NewGuid():N}.example";

    protected abstract ValueTask<(IStsPolicyStore Policies, ITlsObservationStore Observations)> OpenAsync();

    [Fact]
    public async Task A_policy_is_kept_until_the_next_one()
    {
        var (policies, _) = await OpenAsync();
        Assert.Null(await policies.FindAsync(domain, CancellationToken.None));
        foreach (var id in (string[])["1", "2"])
        {
            var policy = new StoredStsPolicy(id, $"version: STSv1\r\nmode: {id}\r\n", DateTimeOffset.UnixEpoch.AddDays(20_000));
            await policies.SaveAsync(domain, policy, CancellationToken.None);
            Assert.Equal(policy, await policies.FindAsync(domain, CancellationToken.None));
        }
        Assert.Null(await policies.FindAsync($"other.{domain}", CancellationToken.None));
    }

    [Fact]
    public async Task Observations_of_a_domain_lie_behind_each_other()
    {
        var (_, observations) = await OpenAsync();
        // A day that no other test has.
        var day = DateOnly.FromDayNumber(Random.Shared.Next(800_000, 2_000_000));
        TlsObservation[] all =
        [
            new($"b.{domain}", TlsPolicyKind.Sts, "mx1", "192.0.2.1", null),
            new($"a.{domain}", TlsPolicyKind.Tlsa, "mx2", "2001:db8::1", TlsFailure.TlsaInvalid),
            new($"b.{domain}", TlsPolicyKind.NoPolicyFound, "mx3", "192.0.2.3", TlsFailure.CertificateExpired),
        ];
        foreach (var observation in all)
            await observations.AddAsync(day, observation, CancellationToken.None);
        await observations.AddAsync(day.AddDays(1), all[0], CancellationToken.None);

        var read = await observations.ReadAsync(day, CancellationToken.None).ToListAsync();
        Assert.Equal([$"a.{domain}", $"b.{domain}", $"b.{domain}"], read.Select(observation => observation.Domain));
        Assert.Equal(all.ToHashSet(), read.ToHashSet());
        Assert.Equal([all[0]], await observations.ReadAsync(day.AddDays(1), CancellationToken.None).ToListAsync());
        Assert.Empty(await observations.ReadAsync(day.AddDays(2), CancellationToken.None).ToListAsync());
    }
}
