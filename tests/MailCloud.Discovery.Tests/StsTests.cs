using MailCloud.Mail.Settings;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Security.MtaSts;

namespace MailCloud.Discovery.Tests;

/// <summary>The TLS policy of our domains (RFC 8461 §3).</summary>
public class StsTests
{
    private const string Path = "/.well-known/mta-sts.txt";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_plain_text()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var answer = await world.GetAsync(Path, "mta-sts.example.org");
        Assert.Equal((200, "no-store"), (answer.Status, answer.Caching));
        Assert.StartsWith("text/plain", answer.Type, StringComparison.Ordinal);
        Assert.Equal("version: STSv1\r\nmode: testing\r\nmx: mail.example.org\r\nmax_age: 86400\r\n", answer.Text);
    }

    [Theory]
    [InlineData(StsMode.None)]
    [InlineData(StsMode.Testing)]
    [InlineData(StsMode.Enforce)]
    public async Task Our_own_sender_fetches_it_and_would_send_to_our_server_alone(StsMode mode)
    {
        await using var world = await DiscoveryWorld.StartAsync(mode);
        using var http = new HttpClient(new Redirection(world.Address));
        var text = await new PolicyFetcher(http).FetchAsync("example.org", Cancel);
        Assert.True(StsPolicy.TryParse(text!, out var policy));
        Assert.Equal(mode, policy.Mode);
        Assert.True(policy.Matches("mail.example.org"));
        Assert.False(policy.Matches("elsewhere.example.org"));
        Assert.Equal(TimeSpan.FromDays(mode is StsMode.Enforce ? 14 : 1), policy.MaxAge);
    }

    [Theory]
    [InlineData("mta-sts.example.org", 200)]
    [InlineData("MTA-STS.Example.ORG", 200)]
    [InlineData("mta-sts.xn--bcher-kva.example", 200)]
    [InlineData("mta-sts.example.org:8443", 200)]
    [InlineData("example.org", 404)]
    [InlineData("mta-sts.elsewhere.example", 404)]
    [InlineData("mta-sts.example.org.elsewhere.example", 404)]
    [InlineData("mta-sts.mail.example.org", 404)]
    [InlineData("mta-sts.mta-sts.example.org", 404)]
    [InlineData("xmta-sts.example.org", 404)]
    [InlineData("mta-sts.", 404)]
    [InlineData("autoconfig.example.org", 404)]
    [InlineData("127.0.0.1", 404)]
    public async Task It_is_at_the_policy_host_of_our_domains_and_nowhere_else(string host, int status)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal(status, (await world.GetAsync(Path, host)).Status);
    }

    [Fact]
    public void Its_id_changes_with_it_and_only_then()
    {
        var ids = Enum.GetValues<StsMode>().Select(mode => OwnStsPolicy.For(mode, "mail.example.org").Id).ToList();
        Assert.Equal(3, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(ids[1], OwnStsPolicy.For(StsMode.Testing, "MAIL.example.org").Id);
        Assert.NotEqual(ids[1], OwnStsPolicy.For(StsMode.Testing, "mx.example.org").Id);
        Assert.All(ids, id => Assert.Equal(id, StsRecord.TryFindId([$"v=STSv1; id={id};"], out var found) ? found : null));
    }

    [Theory]
    [InlineData(null, StsMode.Testing)]
    [InlineData("none", StsMode.None)]
    [InlineData("testing", StsMode.Testing)]
    [InlineData("enforce", StsMode.Enforce)]
    public void The_setting_says_the_mode(string? value, StsMode mode) =>
        Assert.Equal(mode, OwnStsPolicy.ReadMode(new SettingReader(_ => value)));

    [Fact]
    public void A_mode_that_is_none_is_named() =>
        Assert.Contains(
            "MAILCLOUD_MTA_STS",
            Assert.Throws<SettingException>(() => OwnStsPolicy.ReadMode(new SettingReader(_ => "Enforce!"))).Message,
            StringComparison.Ordinal
        );

    /// <summary>Leads every request to the test's server, under the name that was asked for.</summary>
    private sealed class Redirection(Uri server) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Host = request.RequestUri!.Host;
            request.RequestUri = new Uri(server, request.RequestUri.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
