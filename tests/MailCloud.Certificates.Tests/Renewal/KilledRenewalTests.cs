using MailCloud.Certificates.Renewal;
using MailCloud.Certificates.Vault;

namespace MailCloud.Certificates.Tests.Renewal;

/// <summary>A run that is killed at any step leaves a world in which the next run comes to the same end.</summary>
public sealed class KilledRenewalTests
{
    private const int MostSteps = 200;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_next_run_goes_on(bool isLate)
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        // The account is made in the first rounds, and there in the later ones.
        var step = 1;
        for (var isOver = false; !isOver; step++)
        {
            Assert.True(step < MostSteps, "The run has no end.");
            isOver = await KillAtAsync(world, step, isLate);
        }
        // An order with one name takes so many steps at least: vault, account, order, proof, certificate.
        Assert.InRange(step, 20, MostSteps);
    }

    /// <returns>Whether the run came to its end before that step.</returns>
    private static async Task<bool> KillAtAsync(RenewalWorld world, int step, bool isLate)
    {
        var certificate = $"mail{step}";
        string[] names = [$"mail{step}.example.org"];
        var kill = new KillSwitch(step, isLate);
        var first = world.Open(names, certificate, around: kill.Around, secrets: kill.Around(world.Secrets));
        var failure = await Record.ExceptionAsync(() => first.RunAsync(isForced: false, Cancel));
        if (kill.WasUsed)
            Assert.IsType<KilledException>(failure);

        var seen = new RequestLog();
        var second = await world.Open(names, certificate, around: seen.Around).RunAsync(isForced: false, Cancel);

        Assert.True(second.Problem is null, $"Killed at step {step}: {second.Problem}");
        Assert.Contains(second.Result, (RenewalResult[])[RenewalResult.Renewed, RenewalResult.UpToDate]);
        Assert.Equal(1, world.Vault.Certificates.CountVersions(certificate));
        Assert.False(world.Vault.Certificates.IsPending(certificate), $"Killed at step {step}: a request is left in the vault.");
        Assert.Empty(world.Azure.Texts($"_acme-challenge.{names[0]}"));
        using var kept = await world.DownloadAsync(certificate);
        Assert.True(kept.HasPrivateKey);
        return !kill.WasUsed;
    }

    [Fact]
    public async Task The_order_and_the_request_of_the_killed_run_are_used()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        var seen = new RequestLog();
        // The process ends when it has told the authority that the proof is there.
        var isEnded = false;
        seen.Answer = request =>
        {
            isEnded |= request.RequestUri!.AbsolutePath.Contains("/chalZ/", StringComparison.Ordinal);
            return isEnded ? throw new KilledException() : null;
        };
        await Assert.ThrowsAsync<KilledException>(() => world.Open(around: seen.Around).RunAsync(isForced: false, Cancel));
        Assert.True(world.Vault.Certificates.IsPending("mail"));
        Assert.Single(world.Azure.Texts("_acme-challenge.mail.example.org"));

        seen.Answer = null;
        Assert.Equal(RenewalResult.Renewed, (await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel)).Result);
        Assert.Equal(1, seen.Count("/order-plz 201"));
        Assert.Equal(1, seen.Count("/certificates/mail/create 202"));
    }

    [Fact]
    public async Task A_request_for_other_names_is_replaced()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        var kill = new KillSwitch(12, isLate: false);
        await Assert.ThrowsAsync<KilledException>(() => world.Open(around: kill.Around).RunAsync(isForced: false, Cancel));
        Assert.True(world.Vault.Certificates.IsPending("mail"));
        var outcome = await world.Open(["imap.example.org"]).RunAsync(isForced: false, Cancel);
        Assert.Null(outcome.Problem);
        Assert.Equal(["imap.example.org"], outcome.Names);
    }

    [Fact]
    public async Task Two_runs_at_once_get_one_certificate()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Record.ExceptionAsync(() => world.Open().RunAsync(isForced: false, Cancel)).AsTask())
        );
        // The slower one may have lost; what one has reached stands, and the next run sees it.
        var outcome = await world.Open().RunAsync(isForced: false, Cancel);
        Assert.Equal(RenewalResult.UpToDate, outcome.Result);
        Assert.InRange(world.Vault.Certificates.CountVersions("mail"), 1, 2);
        Assert.False(world.Vault.Certificates.IsPending("mail"));
        Assert.Empty(world.Azure.Texts("_acme-challenge.mail.example.org"));
    }

    [Fact]
    public async Task A_request_that_somebody_else_has_just_made_is_used()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        var seen = new RequestLog();
        var isFirst = true;
        seen.Answer = request =>
        {
            if (!isFirst || !request.RequestUri!.AbsolutePath.EndsWith("/certificates/mail/create", StringComparison.Ordinal))
                return null;
            // Between our look and our request.
            isFirst = false;
            var other = new VaultCertificate(world.Vault.OpenCertificates(), "mail");
            other.RequestAsync([RenewalWorld.Host], Cancel).GetAwaiter().GetResult();
            return null;
        };
        var outcome = await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel);
        Assert.Equal(RenewalResult.Renewed, outcome.Result);
        Assert.Equal(1, seen.Count("/certificates/mail/create 409"));
        Assert.Equal(0, seen.Count("/certificates/mail/create 202"));
    }
}
