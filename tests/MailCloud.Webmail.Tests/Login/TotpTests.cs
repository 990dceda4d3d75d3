using System.Net;
using MailCloud.Mail.Authentication;
using MailCloud.Webmail.Login.Factors;
using OtpNet;

namespace MailCloud.Webmail.Tests.Login;

public class TotpTests
{
    [Fact]
    public async Task A_password_and_a_code_log_in()
    {
        await using var world = await WebWorld.StartAsync();
        var (app, recovery) = await world.AddTotpAsync(await world.LogInAsync());
        Assert.Equal(RecoveryCodes.Count, recovery.Distinct(StringComparer.Ordinal).Count());
        world.Time.Advance(TimeSpan.FromSeconds(30));

        var (browser, methods) = await world.BeginAsync();
        Assert.Equal(["totp", "recovery"], methods);
        Assert.False(await browser.IsInAsync());
        (await browser.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app) })).Succeeded();
        Assert.True(await browser.IsInAsync());
        Assert.DoesNotContain(Browser.HalfCookie, browser.Cookies.Keys);
    }

    [Fact]
    public async Task A_code_counts_once()
    {
        await using var world = await WebWorld.StartAsync();
        var (app, _) = await world.AddTotpAsync(await world.LogInAsync());
        var (first, _) = await world.BeginAsync();
        // The one that set the app up was used by that.
        (await first.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app) })).Refused(HttpStatusCode.Unauthorized, "wrongCode");

        world.Time.Advance(TimeSpan.FromSeconds(60));
        var code = world.CodeOf(app);
        (await first.PostAsync("/webmail/login/totp", new { code })).Succeeded();
        var (second, _) = await world.BeginAsync();
        (await second.PostAsync("/webmail/login/totp", new { code })).Refused(HttpStatusCode.Unauthorized, "wrongCode");
        // Nor does an older one, which nobody used.
        (await second.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app, -1) })).Refused(HttpStatusCode.Unauthorized);
        (await second.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app, 1) })).Succeeded();
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_clock_may_be_wrong_by_one_step(int steps, bool isRight)
    {
        await using var world = await WebWorld.StartAsync();
        var (app, _) = await world.AddTotpAsync(await world.LogInAsync());
        world.Time.Advance(TimeSpan.FromMinutes(5));
        var (browser, _) = await world.BeginAsync();
        var answer = await browser.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app, steps) });
        Assert.Equal(isRight ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    [InlineData("１２３４５６")]
    public async Task What_is_no_code_is_a_wrong_one(string code)
    {
        await using var world = await WebWorld.StartAsync();
        await world.AddTotpAsync(await world.LogInAsync());
        var (browser, _) = await world.BeginAsync();
        (await browser.PostAsync("/webmail/login/totp", new { code })).Refused(HttpStatusCode.Unauthorized, "wrongCode");
    }

    [Fact]
    public async Task Guessing_ends_soon_for_all_who_know_the_password_and_goes_on_slowly()
    {
        await using var world = await WebWorld.StartAsync();
        var (app, recovery) = await world.AddTotpAsync(await world.LogInAsync());
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var right = new[] { world.CodeOf(app, -1), world.CodeOf(app), world.CodeOf(app, 1) };
        var wrong = Enumerable.Range(0, 100).Select(n => $"{n:D6}").Except(right).Take(CodeCheck.MaxGuesses + 5);

        var (browser, _) = await world.BeginAsync();
        // All at once: no more of them are looked at than one by one.
        var answers = await Task.WhenAll(wrong.Select(code => browser.PostAsync("/webmail/login/totp", new { code })));

        Assert.Equal(CodeCheck.MaxGuesses, answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized));
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests));
        var (other, _) = await world.BeginAsync();
        (await other.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app) })).Refused(HttpStatusCode.TooManyRequests, "tooMany");
        (await other.PostAsync("/webmail/login/recovery", new { code = recovery[0] })).Refused(HttpStatusCode.TooManyRequests);

        world.Time.Advance(CodeCheck.Recovery);
        (await other.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app) })).Succeeded();
    }

    [Fact]
    public async Task A_recovery_code_logs_in_once_however_it_is_typed()
    {
        await using var world = await WebWorld.StartAsync();
        var (_, recovery) = await world.AddTotpAsync(await world.LogInAsync());
        var (browser, _) = await world.BeginAsync();
        var typed = $" {recovery[3].Replace('-', ' ').ToUpperInvariant()} ";
        (await browser.PostAsync("/webmail/login/recovery", new { code = typed })).Succeeded();
        Assert.Equal(9, (await AccountAsync(browser)).GetProperty("recoveryCodesLeft").GetInt32());

        var (again, _) = await world.BeginAsync();
        (await again.PostAsync("/webmail/login/recovery", new { code = recovery[3] })).Refused(HttpStatusCode.Unauthorized, "wrongCode");
        (await again.PostAsync("/webmail/login/recovery", new { code = recovery[4] })).Succeeded();
    }

    [Fact]
    public async Task New_recovery_codes_take_the_place_of_the_old_ones()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        (await browser.PostAsync("/webmail/account/recovery-codes")).Refused(HttpStatusCode.BadRequest);
        var (_, old) = await world.AddTotpAsync(browser);
        var renewed = (await browser.PostAsync("/webmail/account/recovery-codes")).Succeeded().Json.GetProperty("recoveryCodes");

        var (other, _) = await world.BeginAsync();
        (await other.PostAsync("/webmail/login/recovery", new { code = old[0] })).Refused(HttpStatusCode.Unauthorized);
        (await other.PostAsync("/webmail/login/recovery", new { code = renewed[0].GetString() })).Succeeded();
    }

    [Fact]
    public async Task The_second_step_may_not_come_too_late_or_without_the_first()
    {
        await using var world = await WebWorld.StartAsync();
        var (app, recovery) = await world.AddTotpAsync(await world.LogInAsync());
        (await world.Open().PostAsync("/webmail/login/totp", new { code = world.CodeOf(app, 1) })).Refused(
            HttpStatusCode.Unauthorized,
            "expired"
        );
        (await world.Open().PostAsync("/webmail/login/recovery", new { code = recovery[0] })).Refused(
            HttpStatusCode.Unauthorized,
            "expired"
        );

        var (browser, _) = await world.BeginAsync();
        var half = browser.Cookies[Browser.HalfCookie];
        world.Time.Advance(TimeSpan.FromMinutes(10));
        browser.Cookies[Browser.HalfCookie] = half;
        (await browser.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app) })).Refused(HttpStatusCode.Unauthorized, "expired");
    }

    [Fact]
    public async Task A_log_in_that_was_begun_with_a_password_is_over_with_it()
    {
        await using var world = await WebWorld.StartAsync();
        var owner = await world.LogInAsync();
        var (app, recovery) = await world.AddTotpAsync(owner);
        var (thief, _) = await world.BeginAsync();
        (await owner.PostAsync("/webmail/account/password", new { current = WebWorld.Password, @new = "another password" })).Succeeded();

        world.Time.Advance(TimeSpan.FromSeconds(30));
        (await thief.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app) })).Refused(HttpStatusCode.Unauthorized, "expired");
        (await thief.PostAsync("/webmail/login/recovery", new { code = recovery[0] })).Refused(HttpStatusCode.Unauthorized, "expired");

        var browser = world.Open();
        (await browser.LogInAsync("another password")).Succeeded();
        (await browser.PostAsync("/webmail/login/totp", new { code = world.CodeOf(app) })).Succeeded();
    }

    [Fact]
    public async Task A_password_that_opens_too_much_is_narrowed_by_the_next_log_in()
    {
        await using var world = await WebWorld.StartAsync();
        await world.AddTotpAsync(await world.LogInAsync());
        await world.WidenAsync();
        Assert.True(await world.OpensAsync(WebWorld.Password, MailServices.Imap));

        await world.BeginAsync();
        Assert.False(await world.OpensAsync(WebWorld.Password, MailServices.Imap));
    }

    [Fact]
    public async Task A_new_password_opens_the_webmail_only_even_if_the_old_one_opened_more()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        await world.AddTotpAsync(browser);
        await world.WidenAsync();

        (await browser.PostAsync("/webmail/account/password", new { current = WebWorld.Password, @new = "another password" })).Succeeded();
        Assert.False(await world.OpensAsync("another password", MailServices.Imap));
        Assert.True(await world.OpensAsync("another password", MailServices.Web));
    }

    [Fact]
    public async Task A_factor_that_comes_while_the_last_one_goes_keeps_the_password_narrow()
    {
        await using var world = await WebWorld.StartAsync();
        await world.AddTotpAsync(await world.LogInAsync());
        var cancel = TestContext.Current.CancellationToken;
        // Another process adds a passkey just as this one widens the password.
        var racing = new RacingDirectory(
            world.Directory,
            async () => await world.Objects.TryCommitAsync(WebWorld.Alice, SecondFactors.Kind, [new("passkey-x", "{}"u8.ToArray())], cancel)
        );
        var factors = new SecondFactors(world.Objects, new AccountCredentials(racing, world.Time));
        var set = await factors.ReadAsync(WebWorld.Alice, cancel);

        Assert.True(await factors.RemoveAsync(WebWorld.Alice, FactorSet.TotpId, set.Totp!.Version, isLast: true, cancel));

        Assert.True(racing.HasRaced);
        Assert.False(await world.OpensAsync(WebWorld.Password, MailServices.Imap));
    }

    [Fact]
    public async Task While_a_second_factor_is_on_the_password_opens_the_webmail_only()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        Assert.True(await world.OpensAsync(WebWorld.Password, MailServices.Imap));
        await world.AddTotpAsync(browser);
        foreach (var service in new[] { MailServices.Imap, MailServices.Smtp, MailServices.Pop3, MailServices.Jmap })
            Assert.False(await world.OpensAsync(WebWorld.Password, service), $"{service}");

        // To change the password does not open them.
        (await browser.PostAsync("/webmail/account/password", new { current = WebWorld.Password, @new = "another password" })).Succeeded();
        Assert.False(await world.OpensAsync("another password", MailServices.Imap));
        Assert.True(await world.OpensAsync("another password", MailServices.Web));

        // App passwords open what they are for, and never the log-in that asks for the second factor.
        var added = (await browser.PostAsync("/webmail/account/app-passwords", new { label = "phone", scopes = new[] { "imap", "jmap" } }))
            .Succeeded()
            .Json;
        var appPassword = added.GetProperty("password").GetString()!;
        Assert.True(await world.OpensAsync(appPassword, MailServices.Imap));
        Assert.False(await world.OpensAsync(appPassword, MailServices.Smtp));
        Assert.False(await world.OpensAsync(appPassword, MailServices.Web));

        (await browser.DeleteAsync("/webmail/account/totp")).Succeeded();
        Assert.True(await world.OpensAsync("another password", MailServices.Imap));
        Assert.Equal("done", (await world.Open().LogInAsync("another password")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task To_prove_again_who_one_is_takes_the_second_factor_too()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        var (app, recovery) = await world.AddTotpAsync(browser);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        Task<Answer> ProveAsync(string? code, string password = WebWorld.Password) =>
            browser.PostAsync("/webmail/account/reauthenticate", new { password, code });

        (await ProveAsync(null)).Refused(HttpStatusCode.Forbidden, "secondFactor");
        (await ProveAsync("000000x")).Refused(HttpStatusCode.BadRequest, "wrongCode");
        (await ProveAsync(world.CodeOf(app), "wrong")).Refused(HttpStatusCode.Forbidden, "wrongPassword");
        (await browser.DeleteAsync("/webmail/account/totp")).Refused(HttpStatusCode.Forbidden, "reauthenticate");

        (await ProveAsync(recovery[0])).Succeeded();
        world.Time.Advance(TimeSpan.FromMinutes(10));
        (await ProveAsync(recovery[0])).Refused(HttpStatusCode.BadRequest, "wrongCode");
        (await ProveAsync(world.CodeOf(app))).Succeeded();
        (await browser.DeleteAsync("/webmail/account/totp")).Succeeded();
    }

    [Fact]
    public async Task Sessions_that_began_without_the_second_factor_end_when_it_comes()
    {
        await using var world = await WebWorld.StartAsync();
        var (one, other) = (await world.LogInAsync(), await world.LogInAsync());
        await world.AddTotpAsync(one);
        Assert.True(await one.IsInAsync());
        Assert.False(await other.IsInAsync());
    }

    [Fact]
    public async Task An_app_counts_when_it_has_shown_a_code_and_not_before()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        (await browser.PostAsync("/webmail/account/totp/confirm", new { code = "123456" })).Refused(HttpStatusCode.BadRequest);
        var begun = (await browser.PostAsync("/webmail/account/totp/begin")).Succeeded().Json;
        Assert.StartsWith("otpauth://totp/", begun.GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Contains(begun.GetProperty("secret").GetString()!, begun.GetProperty("uri").GetString(), StringComparison.Ordinal);
        (await browser.PostAsync("/webmail/account/totp/confirm", new { code = "000000x" })).Refused(
            HttpStatusCode.BadRequest,
            "wrongCode"
        );
        Assert.Equal("done", (await world.Open().LogInAsync(WebWorld.Password)).Json.GetProperty("status").GetString());

        var app = new Totp(Base32Encoding.ToBytes(begun.GetProperty("secret").GetString()));
        world.Time.Advance(TotpCodes.SetUpWithin);
        (await browser.PostAsync("/webmail/account/reauthenticate", new { password = WebWorld.Password })).Succeeded();
        (await browser.PostAsync("/webmail/account/totp/confirm", new { code = world.CodeOf(app) })).Refused(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_secret_is_not_in_storage_as_it_is()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        var begun = (await browser.PostAsync("/webmail/account/totp/begin")).Succeeded().Json;
        var secret = Base32Encoding.ToBytes(begun.GetProperty("secret").GetString());
        var stored = (
            await world.Objects.ReadAsync(WebWorld.Alice, SecondFactors.Kind, TestContext.Current.CancellationToken)
        ).Objects.Single();
        var body = System.Text.Encoding.UTF8.GetString(stored.Body.Span);
        Assert.DoesNotContain(Convert.ToBase64String(secret), body, StringComparison.Ordinal);
        Assert.DoesNotContain(begun.GetProperty("secret").GetString()!, body, StringComparison.Ordinal);
    }

    private static async Task<System.Text.Json.JsonElement> AccountAsync(Browser browser) =>
        (await browser.GetAsync("/webmail/account")).Succeeded().Json.GetProperty("twoFactor");
}
