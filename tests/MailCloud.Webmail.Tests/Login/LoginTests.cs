using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MailCloud.Webmail.Login.Sessions;

namespace MailCloud.Webmail.Tests.Login;

public class LoginTests
{
    [Fact]
    public async Task The_right_password_gives_a_cookie_that_nothing_but_the_browser_can_use()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = world.Open();

        var answer = (await browser.LogInAsync(WebWorld.Password)).Succeeded();

        Assert.Equal("""{"status":"done"}""", answer.Text);
        var cookie = Assert.Single(answer.Set, cookie => cookie.Name == Browser.SessionCookie);
        Assert.True(cookie.Secure && cookie.HttpOnly);
        Assert.Equal(Microsoft.Net.Http.Headers.SameSiteMode.Lax, cookie.SameSite);
        Assert.Equal("/", cookie.Path.Value);
        Assert.False(cookie.Domain.HasValue);
        Assert.Null(cookie.MaxAge);
        Assert.True(await browser.IsInAsync());
    }

    [Theory]
    [InlineData("alice@example.org", "wrong")]
    [InlineData("nobody@example.org", WebWorld.Password)]
    [InlineData("alice@elsewhere.test", WebWorld.Password)]
    [InlineData("no address", "")]
    [InlineData("", "")]
    public async Task Nobody_is_told_what_was_wrong(string name, string password)
    {
        await using var world = await WebWorld.StartAsync();
        var expected = await world.Open().LogInAsync("something else");

        var answer = await world.Open().LogInAsync(password, name: name);

        answer.Refused(HttpStatusCode.Unauthorized, "refused");
        Assert.Equal(expected.Text, answer.Text);
        Assert.Equal(expected.Headers.Keys.Order(), answer.Headers.Keys.Order());
        Assert.Empty(answer.Set);
        Assert.DoesNotContain("WWW-Authenticate", answer.Headers.Keys);
    }

    [Fact]
    public async Task A_session_outlives_the_process()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        await world.RestartAsync();
        browser.Address = world.Address;
        Assert.True(await browser.IsInAsync());
    }

    [Fact]
    public async Task A_session_ends_after_half_a_day_however_it_is_used()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        for (var hour = 1; hour < 12; hour++)
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            Assert.True(await browser.IsInAsync());
        }
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(await browser.IsInAsync());
    }

    [Fact]
    public async Task A_session_that_is_remembered_goes_on_as_long_as_it_is_used()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = world.Open();
        var given = (await browser.LogInAsync(WebWorld.Password, remember: true)).Set.Single(cookie =>
            cookie.Name == Browser.SessionCookie
        );
        Assert.Equal(WebSession.RememberedFor, given.MaxAge);
        for (var visit = 0; visit < 3; visit++)
        {
            world.Time.Advance(TimeSpan.FromDays(29));
            var seen = await browser.GetAsync("/webmail/account");
            seen.Succeeded();
            Assert.Equal(WebSession.RememberedFor, Assert.Single(seen.Set).MaxAge);
        }
        world.Time.Advance(TimeSpan.FromDays(30));
        Assert.False(await browser.IsInAsync());
    }

    [Fact]
    public async Task That_a_session_is_in_use_is_written_every_few_minutes_only()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        var before = await StateAsync(world);
        world.Time.Advance(WebSessions.SeenEvery - TimeSpan.FromSeconds(1));
        Assert.True(await browser.IsInAsync());
        Assert.Equal(before, await StateAsync(world));
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await browser.IsInAsync());
        Assert.NotEqual(before, await StateAsync(world));
    }

    [Fact]
    public async Task To_log_out_ends_the_session_and_not_only_the_cookie()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        var kept = browser.Cookies[Browser.SessionCookie];
        (await browser.PostAsync("/webmail/logout")).Succeeded();
        Assert.DoesNotContain(Browser.SessionCookie, browser.Cookies.Keys);
        browser.Cookies[Browser.SessionCookie] = kept;
        Assert.False(await browser.IsInAsync());
    }

    [Fact]
    public async Task To_log_in_again_ends_the_session_that_the_browser_had()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        var old = browser.Cookies[Browser.SessionCookie];
        (await browser.LogInAsync(WebWorld.Password)).Succeeded();
        Assert.NotEqual(old, browser.Cookies[Browser.SessionCookie]);
        var other = world.Open();
        other.Cookies[Browser.SessionCookie] = old;
        Assert.False(await other.IsInAsync());
    }

    [Fact]
    public async Task A_cookie_that_was_changed_opens_nothing()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        var good = browser.Cookies[Browser.SessionCookie];
        foreach (var at in new[] { 0, good.Length / 2, good.Length - 1 })
        {
            var letters = good.ToCharArray();
            letters[at] = letters[at] == 'A' ? 'B' : 'A';
            browser.Cookies[Browser.SessionCookie] = new string(letters);
            Assert.False(await browser.IsInAsync());
        }
        foreach (var bad in new[] { "x", good[..^8], good + "AAAA", new string('A', 9000), "%00" })
        {
            browser.Cookies[Browser.SessionCookie] = bad;
            Assert.False(await browser.IsInAsync());
        }
        browser.Cookies[Browser.SessionCookie] = good;
        Assert.True(await browser.IsInAsync());
    }

    [Fact]
    public async Task A_client_that_tries_too_often_is_told_to_wait()
    {
        await using var world = await WebWorld.StartAsync(loginsPerMinute: 3);
        for (var i = 0; i < 3; i++)
            await world.Open().LogInAsync(WebWorld.Password, name: $"user{i}@example.org");
        var answer = await world.Open().LogInAsync(WebWorld.Password);
        answer.Refused(HttpStatusCode.TooManyRequests, "tooMany");
        Assert.InRange(int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 60);
    }

    [Theory]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"name":7}""", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", """{"name":"a","password":"b"}""", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", "name=a&password=b", HttpStatusCode.UnsupportedMediaType)]
    public async Task What_is_no_log_in_is_refused(string type, string body, HttpStatusCode status)
    {
        await using var world = await WebWorld.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        (await world.Open().SendAsync(HttpMethod.Post, "/webmail/login", content)).Refused(status);
    }

    [Fact]
    public async Task What_is_too_long_to_be_a_log_in_is_not_read()
    {
        await using var world = await WebWorld.StartAsync();
        (await world.Open().LogInAsync(new string('x', 100_000))).Refused(HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task<ulong> StateAsync(WebWorld world) =>
        (await world.Objects.ReadAsync(WebWorld.Alice, WebSessions.Kind, TestContext.Current.CancellationToken)).State;
}
