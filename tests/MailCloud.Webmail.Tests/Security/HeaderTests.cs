using MailCloud.Webmail.Tests.Login;

namespace MailCloud.Webmail.Tests.Security;

public class HeaderTests
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; frame-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    [Theory]
    [InlineData("/")]
    [InlineData("/webmail")]
    [InlineData("/webmail/login")]
    [InlineData("/webmail/account")]
    [InlineData("/jmap/session")]
    [InlineData("/nowhere")]
    public async Task Every_answer_forbids_what_no_answer_needs(string path)
    {
        await using var world = await WebWorld.StartAsync();
        var answer = await world.Open().GetAsync(path);
        Assert.Equal(Policy, answer.Headers["Content-Security-Policy"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Opener-Policy"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Resource-Policy"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
        // It was asked without TLS (RFC 6797 §7.2).
        Assert.DoesNotContain("Strict-Transport-Security", answer.Headers.Keys);
    }

    [Fact]
    public async Task What_is_somebodys_own_is_kept_by_nobody()
    {
        await using var world = await WebWorld.StartAsync();
        var answer = await (await world.LogInAsync()).GetAsync("/webmail/account");
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
    }
}
