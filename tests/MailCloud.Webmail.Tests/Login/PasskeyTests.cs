using System.Net;
using MailCloud.Mail.Authentication;

namespace MailCloud.Webmail.Tests.Login;

public class PasskeyTests
{
    private const string Options = "/webmail/login/passkey/options";
    private const string Login = "/webmail/login/passkey";

    [Fact]
    public async Task A_passkey_logs_in_without_a_password()
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address);
        Assert.Equal(10, (await (await world.LogInAsync()).AddPasskeyAsync(passkey)).Length);

        var browser = world.Open();
        (await browser.UsePasskeyAsync(passkey)).Succeeded();

        Assert.True(await browser.IsInAsync());
        var shown = Assert.Single(
            (await browser.GetAsync("/webmail/account")).Json.GetProperty("twoFactor").GetProperty("passkeys").EnumerateArray()
        );
        Assert.Equal("laptop", shown.GetProperty("name").GetString());
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, shown.GetProperty("lastUsed").ValueKind);
    }

    [Fact]
    public async Task A_passkey_is_a_second_factor()
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address);
        using var stranger = new SoftwareAuthenticator(world.Address);
        await (await world.LogInAsync()).AddPasskeyAsync(passkey);
        Assert.False(await world.OpensAsync(WebWorld.Password, MailServices.Imap));

        var (browser, methods) = await world.BeginAsync();
        Assert.Equal(["passkey", "recovery"], methods);
        var options = (await browser.PostAsync(Options)).Succeeded().Json;
        var allowed = Assert.Single(options.GetProperty("allowCredentials").EnumerateArray());
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(passkey.CredentialId), allowed.GetProperty("id").GetString());
        (await browser.PostAsync(Login, new { credential = stranger.Get(options) })).Refused(HttpStatusCode.Unauthorized, "wrongCode");
        (await browser.UsePasskeyAsync(passkey)).Succeeded();
        Assert.True(await browser.IsInAsync());
    }

    [Fact]
    public async Task Whoever_asks_for_a_name_is_told_nothing_of_its_passkeys()
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address);
        await (await world.LogInAsync()).AddPasskeyAsync(passkey);
        foreach (var name in new[] { "alice@example.org", "nobody@example.org" })
        {
            var options = (await world.Open().PostAsync(Options, new { name })).Succeeded().Json;
            Assert.Empty(options.GetProperty("allowCredentials").EnumerateArray());
            Assert.Equal("required", options.GetProperty("userVerification").GetString());
        }
    }

    [Fact]
    public async Task An_answer_counts_once()
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address);
        await (await world.LogInAsync()).AddPasskeyAsync(passkey);
        var browser = world.Open();
        var options = (await browser.PostAsync(Options)).Succeeded().Json;
        var thief = world.Open();
        foreach (var (name, value) in browser.Cookies)
            thief.Cookies[name] = value;
        var credential = passkey.Get(options);
        world.Time.Advance(TimeSpan.FromSeconds(1));

        (await browser.PostAsync(Login, new { credential })).Succeeded();
        (await thief.PostAsync(Login, new { credential })).Refused(HttpStatusCode.Unauthorized);
        Assert.False(await thief.IsInAsync());
    }

    [Fact]
    public async Task A_passkey_proves_again_who_one_is()
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address);
        using var stranger = new SoftwareAuthenticator(world.Address);
        var browser = await world.LogInAsync();
        await browser.AddPasskeyAsync(passkey);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        foreach (var (used, isRight) in new[] { (stranger, false), (passkey, true) })
        {
            var options = (await browser.PostAsync(Options)).Succeeded().Json;
            var answer = await browser.PostAsync(
                "/webmail/account/reauthenticate",
                new { password = WebWorld.Password, credential = used.Get(options) }
            );
            Assert.Equal(isRight ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest, answer.Status);
        }
        (await browser.PostAsync("/webmail/account/recovery-codes")).Succeeded();
    }

    [Fact]
    public async Task A_counter_that_goes_back_is_a_copy()
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address) { Counter = 10 };
        await (await world.LogInAsync()).AddPasskeyAsync(passkey);
        (await world.Open().UsePasskeyAsync(passkey)).Succeeded();
        world.Time.Advance(TimeSpan.FromSeconds(1));
        passkey.Counter = 5;
        (await world.Open().UsePasskeyAsync(passkey)).Refused(HttpStatusCode.Unauthorized);
        passkey.Counter = 11;
        (await world.Open().UsePasskeyAsync(passkey)).Succeeded();
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("host")]
    [InlineData("user verification")]
    [InlineData("challenge")]
    [InlineData("handle")]
    [InlineData("late")]
    public async Task Whatever_is_wrong_with_an_answer_it_is_refused(string what)
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address);
        await (await world.LogInAsync()).AddPasskeyAsync(passkey);
        var browser = world.Open();
        var options = (await browser.PostAsync(Options)).Succeeded().Json;
        switch (what)
        {
            case "origin":
                passkey.Origin = "https://evil.example";
                break;
            case "host":
                passkey.Host = "evil.example";
                break;
            case "user verification":
                passkey.VerifiesUser = false;
                break;
            case "challenge":
                options = (await world.Open().PostAsync(Options)).Succeeded().Json;
                break;
            case "handle":
                passkey.UserHandle = "Ym9iQGV4YW1wbGUub3Jn";
                break;
            default:
                world.Time.Advance(TimeSpan.FromMinutes(5));
                break;
        }
        (await browser.PostAsync(Login, new { credential = passkey.Get(options) })).Refused(HttpStatusCode.Unauthorized);
        Assert.False(await browser.IsInAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"credential":null}""")]
    [InlineData("""{"credential":{}}""")]
    [InlineData("""{"credential":"x"}""")]
    [InlineData("""{"credential":{"response":7}}""")]
    [InlineData("""{"credential":{"response":{"userHandle":"!"}}}""")]
    [InlineData("""{"credential":{"response":{"userHandle":"YWxpY2VAZXhhbXBsZS5vcmc"}}}""")]
    public async Task What_is_no_credential_is_refused(string body)
    {
        await using var world = await WebWorld.StartAsync();
        var browser = world.Open();
        (await browser.PostAsync(Options)).Succeeded();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var answer = await browser.SendAsync(HttpMethod.Post, Login, content);
        Assert.True(answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, $"{answer.Status}");
        Assert.NotNull(answer.Problem);
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("user verification")]
    [InlineData("challenge")]
    public async Task A_new_passkey_has_to_be_what_was_asked_for(string what)
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address);
        var browser = await world.LogInAsync();
        var options = (await browser.PostAsync("/webmail/account/passkeys/options")).Succeeded().Json;
        if (what is "origin")
            passkey.Origin = "https://evil.example";
        else if (what is "user verification")
            passkey.VerifiesUser = false;
        else
            options = (await (await world.LogInAsync()).PostAsync("/webmail/account/passkeys/options")).Succeeded().Json;
        var answer = await browser.PostAsync("/webmail/account/passkeys", new { name = "x", credential = passkey.Create(options) });
        answer.Refused(HttpStatusCode.BadRequest, "wrongCode");
        Assert.Equal("done", (await world.Open().LogInAsync(WebWorld.Password)).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task With_the_last_factor_go_the_recovery_codes_and_not_before()
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address);
        var browser = await world.LogInAsync();
        await browser.AddPasskeyAsync(passkey);
        var (_, codes) = await world.AddTotpAsync(browser);
        Assert.Empty(codes);

        (await browser.DeleteAsync("/webmail/account/totp")).Succeeded();
        var factors = (await browser.GetAsync("/webmail/account")).Json.GetProperty("twoFactor");
        Assert.Equal(10, factors.GetProperty("recoveryCodesLeft").GetInt32());
        Assert.False(await world.OpensAsync(WebWorld.Password, MailServices.Imap));

        var id = factors.GetProperty("passkeys")[0].GetProperty("id").GetString();
        (await browser.DeleteAsync("/webmail/account/passkeys/unknown")).Refused(HttpStatusCode.NotFound);
        (await browser.DeleteAsync($"/webmail/account/passkeys/{id}")).Succeeded();
        Assert.True(await world.OpensAsync(WebWorld.Password, MailServices.Imap));
        (await world.Open().UsePasskeyAsync(passkey)).Refused(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_passkey_of_an_account_that_is_gone_opens_nothing()
    {
        await using var world = await WebWorld.StartAsync();
        using var passkey = new SoftwareAuthenticator(world.Address);
        await (await world.LogInAsync()).AddPasskeyAsync(passkey);
        await world.Directory.RemoveAsync(new Mail.Addresses.Address("alice", "example.org"), TestContext.Current.CancellationToken);
        (await world.Open().UsePasskeyAsync(passkey)).Refused(HttpStatusCode.Unauthorized);
    }
}
