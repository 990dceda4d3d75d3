using System.Net;
using System.Text;
using MailCloud.Mail.Authentication;
using MailCloud.Webmail.Tests.Login;

namespace MailCloud.Webmail.Tests.Security;

/// <summary>JMAP clients, which have no session.</summary>
public class ProgramTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Basic", "alice@example.org:" + WebWorld.Password, true)]
    [InlineData("basic", "ALICE@example.org:" + WebWorld.Password, true)]
    [InlineData("Bearer", "alice@example.org:" + WebWorld.Password, true)]
    [InlineData("Basic", "alice@example.org:wrong", false)]
    [InlineData("Basic", "nobody@example.org:" + WebWorld.Password, false)]
    [InlineData("Basic", WebWorld.Password, false)]
    [InlineData("Digest", "alice@example.org:" + WebWorld.Password, false)]
    public async Task Name_and_password_in_the_request_open_the_api(string scheme, string said, bool opens)
    {
        await using var world = await WebWorld.StartAsync();
        var answer = await Program(world, $"{scheme} {Convert.ToBase64String(Encoding.UTF8.GetBytes(said))}").GetAsync("/jmap/session");
        Assert.Equal(opens ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.Status);
        Assert.Empty(answer.Set);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !")]
    [InlineData("Basic /w==")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer")]
    [InlineData("x")]
    public async Task What_says_nothing_opens_nothing(string header)
    {
        await using var world = await WebWorld.StartAsync();
        (await Program(world, header).GetAsync("/jmap/session")).Refused(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task An_app_password_opens_the_api_if_it_is_for_it()
    {
        await using var world = await WebWorld.StartAsync();
        var credentials = new AccountCredentials(world.Directory, world.Time);
        var (_, forJmap) = await credentials.AddAppPasswordAsync(WebWorld.Alice, "phone", MailServices.Jmap, Cancel);
        var (_, forMail) = await credentials.AddAppPasswordAsync(WebWorld.Alice, "phone", MailServices.Imap, Cancel);
        (await Program(world, Basic(forJmap)).GetAsync("/jmap/session")).Succeeded();
        (await Program(world, Basic(forMail)).GetAsync("/jmap/session")).Refused(HttpStatusCode.Unauthorized);
        // None opens the webmail's own log-in, whatever it was made for.
        (await world.Open().LogInAsync(forJmap)).Refused(HttpStatusCode.Unauthorized, "refused");
    }

    [Fact]
    public async Task With_a_second_factor_the_password_alone_opens_no_api()
    {
        await using var world = await WebWorld.StartAsync();
        await world.AddTotpAsync(await world.LogInAsync());
        (await Program(world, Basic(WebWorld.Password)).GetAsync("/jmap/session")).Refused(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Programs_are_told_how_to_log_in_and_browsers_are_not()
    {
        await using var world = await WebWorld.StartAsync();
        var program = Program(world, header: null);
        Assert.StartsWith(
            "Basic realm=\"MailCloud\"",
            (await program.GetAsync("/jmap/session")).Headers["WWW-Authenticate"],
            StringComparison.Ordinal
        );
        program.Headers["Sec-Fetch-Site"] = "same-origin";
        Assert.DoesNotContain("WWW-Authenticate", (await program.GetAsync("/jmap/session")).Headers.Keys);
        (program.Headers["Sec-Fetch-Site"], program.Headers["X-MailCloud"]) = (null, "1");
        Assert.DoesNotContain("WWW-Authenticate", (await program.GetAsync("/jmap/session")).Headers.Keys);
    }

    [Fact]
    public async Task Who_guesses_through_the_api_is_made_to_wait_as_everywhere()
    {
        await using var world = await WebWorld.StartAsync();
        HttpStatusCode status;
        var tries = 0;
        do
        {
            var asked = Program(world, Basic($"guess {tries}")).GetAsync("/jmap/session");
            // A wait is on the tests' clock.
            while (await Task.WhenAny(asked, Task.Delay(50, Cancel)) != asked)
                world.Time.Advance(TimeSpan.FromSeconds(1));
            status = (await asked).Status;
        } while (status == HttpStatusCode.Unauthorized && ++tries < 100);
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
    }

    private static string Basic(string password) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WebWorld.Alice}:{password}"))}";

    private static Browser Program(WebWorld world, string? header)
    {
        var program = world.Open();
        program.Headers["X-MailCloud"] = program.Headers["Sec-Fetch-Site"] = null;
        program.Headers["Authorization"] = header;
        return program;
    }
}
