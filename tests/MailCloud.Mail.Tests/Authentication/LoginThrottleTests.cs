using System.Net;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Mail.Tests.Authentication;

/// <summary>Guessers become slow; nobody else is shut out.</summary>
public class LoginThrottleTests
{
    private static readonly IPAddress Office = IPAddress.Parse("198.51.100.7");
    private static readonly IPAddress Colleague = IPAddress.Parse("198.51.100.200");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("203.0.113.9");

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly LoginThrottle throttle;

    public LoginThrottleTests() => throttle = new LoginThrottle(time);

    [Fact]
    public void Some_wrong_passwords_cost_nothing_and_more_make_wait_but_not_long()
    {
        var delays = Enumerable.Range(0, 20).Select(_ => throttle.Begin("alice", Office).Delay).ToList();
        Assert.All(delays[..6], delay => Assert.Equal(TimeSpan.Zero, delay));
        Assert.Equal(TimeSpan.FromSeconds(1), delays[6]);
        Assert.Equal(delays.Order(), delays);
        Assert.Equal(LoginThrottle.LongestDelay, delays[^1]);
    }

    [Fact]
    public void A_name_under_attack_is_not_checked_until_time_has_passed()
    {
        Attack("alice", Elsewhere, 20);
        Assert.True(throttle.Begin("alice", Office).IsRefused);
        Assert.False(throttle.Begin("bob", Office).IsRefused);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(throttle.Begin("alice", Office).IsRefused);
        time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", Office).Delay);
    }

    [Fact]
    public void Its_owner_gets_in_at_once_from_where_he_did_before()
    {
        throttle.Begin("alice", Office).TakeBack(succeeded: true);
        Attack("alice", Elsewhere, 50);
        var attempt = throttle.Begin("alice", Colleague);
        Assert.False(attempt.IsRefused);
        Assert.Equal(TimeSpan.Zero, attempt.Delay);
    }

    [Fact]
    public void A_telephone_with_an_old_password_does_not_keep_its_owner_out()
    {
        throttle.Begin("alice", Office).TakeBack(succeeded: true);
        Attack("alice", Office, 1000);
        var here = throttle.Begin("alice", Office);
        Assert.False(here.IsRefused);
        Assert.Equal(LoginThrottle.LongestDelay, here.Delay);
        var there = throttle.Begin("alice", Elsewhere);
        Assert.False(there.IsRefused);
        Assert.Equal(TimeSpan.Zero, there.Delay);
    }

    [Fact]
    public void A_network_that_tries_many_names_slows_down_and_is_never_shut_out()
    {
        for (var i = 0; i < 1000; i++)
            throttle.Begin($"name-{i}", Office);
        var colleague = throttle.Begin("bob", Colleague);
        Assert.False(colleague.IsRefused);
        Assert.Equal(LoginThrottle.LongestDelay, colleague.Delay);
        Assert.Equal(TimeSpan.Zero, throttle.Begin("bob", Elsewhere).Delay);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(TimeSpan.Zero, throttle.Begin("carol", Colleague).Delay);
    }

    [Fact]
    public void Log_ins_that_succeed_weigh_nothing_however_many()
    {
        for (var i = 0; i < 1000; i++)
            throttle.Begin("alice", Office).TakeBack(succeeded: true);
        Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", Office).Delay);
        Assert.Equal(TimeSpan.Zero, throttle.Begin("bob", Office).Delay);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:ff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:100::1", false)]
    [InlineData("::ffff:198.51.100.7", "198.51.100.8", true)]
    [InlineData("198.51.100.7", "198.51.101.7", false)]
    public void Neighbours_share_a_network(string one, string other, bool isShared)
    {
        throttle.Begin("alice", IPAddress.Parse(one)).TakeBack(succeeded: true);
        Attack("alice", Elsewhere, 20);
        Assert.Equal(!isShared, throttle.Begin("alice", IPAddress.Parse(other)).IsRefused);
    }

    [Theory]
    [InlineData("10.0.0.4")]
    [InlineData(null)]
    public void Who_comes_by_a_proxy_counts_by_name_alone(string? address)
    {
        var client = address is null ? null : IPAddress.Parse(address);
        for (var i = 0; i < 1000; i++)
            throttle.Begin($"name-{i}", client);
        Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", client).Delay);
        Attack("alice", client, 20);
        Assert.True(throttle.Begin("alice", client).IsRefused);
    }

    [Fact]
    public async Task Right_and_wrong_passwords_and_unknown_names_are_put_off_alike()
    {
        var directory = new MemoryDirectory();
        var alice = new AccountId("alice@example.com");
        await directory.AddAsync(new AccountAddress(new Address("alice", "example.com"), alice), default);
        await directory.SetCredentialAsync(
            alice,
            new Credential(Credential.Password, ScramVerifier.Create("secret", iterations: 1)),
            default
        );
        var authenticator = new Authenticator(directory, time);
        foreach (var name in (string[])["alice@example.com", "Nobody@example.com"])
        {
            var attempts = Enumerable
                .Range(0, 30)
                .Select(_ => authenticator.VerifyAsync(new LoginOrigin(MailServices.Imap, Elsewhere), name, "wrong", default).AsTask())
                .ToList();
            Assert.Equal(10, attempts.Count(attempt => attempt.IsCompletedSuccessfully && attempt.Result == LoginResult.TryLater));
            var later = await authenticator.VerifyAsync(
                new LoginOrigin(MailServices.Pop3, Office),
                name.ToLowerInvariant(),
                "secret",
                default
            );
            Assert.Equal(LoginResult.TryLater, later);
            while (attempts.Exists(attempt => !attempt.IsCompleted))
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
            Assert.Equal(20, attempts.Count(attempt => attempt.Result == LoginResult.Refused));
        }
    }

    private void Attack(string name, IPAddress? from, int times)
    {
        for (var i = 0; i < times; i++)
            throttle.Begin(name, from);
    }
}
