using MailCloud.Mail.Authentication;
using OtpNet;

namespace MailCloud.Webmail.Tests.Login;

/// <summary>What people do to secure an account, step by step.</summary>
internal static class SecondFactorWorld
{
    /// <summary>Sets up an app that makes codes.</summary>
    public static async Task<(Totp App, string[] RecoveryCodes)> AddTotpAsync(this WebWorld world, Browser browser)
    {
        var begun = (await browser.PostAsync("/webmail/account/totp/begin")).Succeeded().Json;
        var app = new Totp(Base32Encoding.ToBytes(begun.GetProperty("secret").GetString()));
        var confirmed = await browser.PostAsync("/webmail/account/totp/confirm", new { code = world.CodeOf(app) });
        var codes = confirmed.Succeeded().Json.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!);
        return (app, [.. codes]);
    }

    /// <summary>The app's code, now or some steps away.</summary>
    public static string CodeOf(this WebWorld world, Totp app, int steps = 0) =>
        app.ComputeTotp(world.Time.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));

    /// <summary>Adds a passkey.</summary>
    public static async Task<string[]> AddPasskeyAsync(this Browser browser, SoftwareAuthenticator authenticator, string name = "laptop")
    {
        var options = (await browser.PostAsync("/webmail/account/passkeys/options")).Succeeded().Json;
        var added = await browser.PostAsync("/webmail/account/passkeys", new { name, credential = authenticator.Create(options) });
        return [.. added.Succeeded().Json.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!)];
    }

    /// <summary>Makes the password open everything, as a process does that knows nothing of a factor which another adds.</summary>
    public static ValueTask WidenAsync(this WebWorld world) =>
        new AccountCredentials(world.Directory, world.Time).SetPasswordScopesAsync(
            WebWorld.Alice,
            MailServices.All,
            TestContext.Current.CancellationToken
        );

    /// <summary>Logs in with a passkey: after a password that was given, or alone.</summary>
    public static async Task<Answer> UsePasskeyAsync(this Browser browser, SoftwareAuthenticator authenticator)
    {
        var options = (await browser.PostAsync("/webmail/login/passkey/options")).Succeeded().Json;
        return await browser.PostAsync("/webmail/login/passkey", new { credential = authenticator.Get(options) });
    }

    /// <summary>A browser in which the password was given, and the second factor is asked for.</summary>
    public static async Task<(Browser Browser, string[] Methods)> BeginAsync(this WebWorld world)
    {
        var browser = world.Open();
        var answer = (await browser.LogInAsync(WebWorld.Password)).Succeeded().Json;
        Assert.Equal("secondFactor", answer.GetProperty("status").GetString());
        return (browser, [.. answer.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!)]);
    }
}
