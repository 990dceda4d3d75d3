using System.Net;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Webmail.Login.Sessions;
using MailCloud.Webmail.Tests.Login;

namespace MailCloud.Webmail.Tests.Account;

public class AccountTests
{
    /// <summary>What weakens an account's security: the method, and the address below the account's.</summary>
    public static readonly TheoryData<string, string> Weakening = new()
    {
        { "POST", "password" },
        { "POST", "app-passwords" },
        { "POST", "totp/begin" },
        { "POST", "totp/confirm" },
        { "DELETE", "totp" },
        { "POST", "passkeys/options" },
        { "POST", "passkeys" },
        { "DELETE", "passkeys/x" },
        { "POST", "recovery-codes" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_is_shown_with_all_that_leads_to_it()
    {
        await using var world = await WebWorld.StartAsync();
        var alice = new Address("alice", "example.org");
        await world.Directory.AddAsync(new AliasAddress(new Address("sales", "example.org"), [alice]), Cancel);
        await world.Directory.AddAsync(
            new AliasAddress(new Address("all", "example.org"), [alice, new Address("bob", "example.org")]),
            Cancel
        );
        await world.Directory.AddAsync(new AliasAddress(new Address(IDirectory.CatchAll, "example.org"), [alice]), Cancel);
        var account = (await (await world.LogInAsync()).GetAsync("/webmail/account")).Succeeded().Json;

        Assert.Equal("alice@example.org", account.GetProperty("address").GetString());
        Assert.Equal(
            ["alice@example.org", "sales@example.org"],
            account.GetProperty("addresses").EnumerateArray().Select(one => one.GetString())
        );
        Assert.Equal("""{"totp":false,"passkeys":[],"recoveryCodesLeft":0}""", account.GetProperty("twoFactor").GetRawText());
        Assert.Equal(
            """{"usedOctets":0,"limitOctets":null,"usedMessages":0,"limitMessages":null}""",
            account.GetProperty("quota").GetRawText()
        );
        var session = Assert.Single(account.GetProperty("sessions").EnumerateArray());
        Assert.True(session.GetProperty("current").GetBoolean());
        Assert.Equal("Test/1.0", session.GetProperty("userAgent").GetString());
        Assert.Equal("127.0.0.1", session.GetProperty("address").GetString());
    }

    [Theory]
    [MemberData(nameof(Weakening))]
    public async Task What_weakens_security_asks_for_the_password_again_after_ten_minutes(string method, string path)
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        world.Time.Advance(WebSession.FreshFor);
        (await SendAsync()).Refused(HttpStatusCode.Forbidden, "reauthenticate");
        (await browser.PostAsync("/webmail/account/reauthenticate", new { password = "wrong" })).Refused(
            HttpStatusCode.Forbidden,
            "wrongPassword"
        );
        (await SendAsync()).Refused(HttpStatusCode.Forbidden, "reauthenticate");
        (await browser.PostAsync("/webmail/account/reauthenticate", new { password = WebWorld.Password })).Succeeded();
        Assert.NotEqual("reauthenticate", (await SendAsync()).Problem);

        Task<Answer> SendAsync() =>
            method is "POST" ? browser.PostAsync($"/webmail/account/{path}") : browser.DeleteAsync($"/webmail/account/{path}");
    }

    [Fact]
    public async Task A_new_password_ends_all_other_sessions()
    {
        await using var world = await WebWorld.StartAsync();
        var (browser, other) = (await world.LogInAsync(), await world.LogInAsync());
        (await browser.PostAsync("/webmail/account/password", new { current = "wrong", @new = "long enough" })).Refused(
            HttpStatusCode.Forbidden,
            "wrongPassword"
        );
        (await browser.PostAsync("/webmail/account/password", new { current = WebWorld.Password, @new = "short" })).Refused(
            HttpStatusCode.BadRequest
        );
        Assert.True(await other.IsInAsync());

        (await browser.PostAsync("/webmail/account/password", new { current = WebWorld.Password, @new = "long enough" })).Succeeded();

        Assert.True(await browser.IsInAsync());
        Assert.False(await other.IsInAsync());
        (await world.Open().LogInAsync(WebWorld.Password)).Refused(HttpStatusCode.Unauthorized);
        (await world.Open().LogInAsync("long enough")).Succeeded();
    }

    [Fact]
    public async Task App_passwords_are_made_listed_and_taken_back()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        var made = (await AddAsync("phone", "imap", "smtp")).Succeeded().Json;
        var (name, password) = (made.GetProperty("name").GetString()!, made.GetProperty("password").GetString()!);
        Assert.True(await world.OpensAsync(password, MailServices.Imap));
        Assert.False(await world.OpensAsync(password, MailServices.Pop3));
        var listed = Assert.Single((await browser.GetAsync("/webmail/account")).Json.GetProperty("appPasswords").EnumerateArray());
        Assert.Equal("phone", listed.GetProperty("label").GetString());
        Assert.Equal(["smtp", "imap"], listed.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.DoesNotContain(password, listed.GetRawText(), StringComparison.Ordinal);

        (await AddAsync("", "imap")).Refused(HttpStatusCode.BadRequest);
        (await AddAsync("phone")).Refused(HttpStatusCode.BadRequest);
        (await AddAsync("phone", "web")).Refused(HttpStatusCode.BadRequest);
        (await browser.DeleteAsync("/webmail/account/app-passwords/password")).Refused(HttpStatusCode.NotFound);
        (await browser.DeleteAsync($"/webmail/account/app-passwords/{name}")).Succeeded();
        Assert.False(await world.OpensAsync(password, MailServices.Imap));

        Task<Answer> AddAsync(string label, params string[] scopes) =>
            browser.PostAsync("/webmail/account/app-passwords", new { label, scopes });
    }

    [Fact]
    public async Task A_session_can_be_ended_from_another()
    {
        await using var world = await WebWorld.StartAsync();
        var (browser, other, third) = (await world.LogInAsync(), await world.LogInAsync(), await world.LogInAsync());
        var id = (await other.GetAsync("/webmail/account"))
            .Json.GetProperty("sessions")
            .EnumerateArray()
            .Single(session => session.GetProperty("current").GetBoolean())
            .GetProperty("id")
            .GetString();
        (await browser.DeleteAsync($"/webmail/account/sessions/{id}")).Succeeded();
        (await browser.DeleteAsync($"/webmail/account/sessions/{id}")).Refused(HttpStatusCode.NotFound);
        Assert.False(await other.IsInAsync());
        Assert.True(await third.IsInAsync());
        (await browser.PostAsync("/webmail/account/sessions/revoke-others")).Succeeded();
        Assert.False(await third.IsInAsync());
        Assert.True(await browser.IsInAsync());
    }

    [Fact]
    public async Task The_session_that_nobody_has_seen_for_longest_makes_room_for_another()
    {
        await using var world = await WebWorld.StartAsync();
        var first = await world.LogInAsync();
        var second = await world.LogInAsync();
        for (var i = 2; i <= WebSessions.MaxSessions; i++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await world.LogInAsync();
            if (i == 2)
            {
                world.Time.Advance(WebSessions.SeenEvery);
                Assert.True(await second.IsInAsync());
            }
        }
        Assert.False(await first.IsInAsync());
        Assert.True(await second.IsInAsync());
    }
}
