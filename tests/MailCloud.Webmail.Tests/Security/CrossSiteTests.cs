using System.Net;
using MailCloud.Webmail.Tests.Login;

namespace MailCloud.Webmail.Tests.Security;

/// <summary>What another site can make a browser do that is logged in here.</summary>
public class CrossSiteTests
{
    [Theory]
    // header X-MailCloud, Sec-Fetch-Site, whether it is done
    [InlineData("1", "same-origin", true)]
    [InlineData("1", null, true)]
    [InlineData(null, "same-origin", false)]
    [InlineData(null, null, false)]
    [InlineData("0", "same-origin", false)]
    [InlineData("", "same-origin", false)]
    [InlineData("1", "cross-site", false)]
    [InlineData("1", "same-site", false)]
    [InlineData("1", "none", false)]
    [InlineData("1", "same-origin, cross-site", false)]
    public async Task A_change_by_cookie_needs_our_header_and_our_page(string? header, string? site, bool isDone)
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        (browser.Headers["X-MailCloud"], browser.Headers["Sec-Fetch-Site"]) = (header, site);

        foreach (
            var (method, path) in new[]
            {
                ("POST", "/webmail/account/sessions/revoke-others"),
                ("POST", "/jmap/api"),
                ("DELETE", "/webmail/account/sessions/x"),
            }
        )
        {
            var answer = await browser.SendAsync(new HttpMethod(method), path, System.Net.Http.Json.JsonContent.Create(new { }));
            if (isDone)
                Assert.NotEqual(HttpStatusCode.Forbidden, answer.Status);
            else
                answer.Refused(HttpStatusCode.Forbidden, "crossSite");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("cross-site")]
    [InlineData("none")]
    public async Task To_read_changes_nothing_and_needs_neither(string? site)
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        (browser.Headers["X-MailCloud"], browser.Headers["Sec-Fetch-Site"]) = (null, site);
        (await browser.GetAsync("/jmap/session")).Succeeded();
        (await browser.GetAsync("/webmail/account")).Succeeded();
    }

    [Fact]
    public async Task Nobody_can_be_logged_in_or_out_from_another_site()
    {
        await using var world = await WebWorld.StartAsync();
        var browser = await world.LogInAsync();
        browser.Headers["Sec-Fetch-Site"] = "cross-site";
        (await browser.LogInAsync(WebWorld.Password)).Refused(HttpStatusCode.Forbidden, "crossSite");
        (await browser.PostAsync("/webmail/logout")).Refused(HttpStatusCode.Forbidden, "crossSite");
        Assert.True(await browser.IsInAsync());
    }

    [Fact]
    public async Task A_program_that_says_in_each_request_who_it_is_needs_no_header()
    {
        await using var world = await WebWorld.StartAsync();
        var program = world.Open();
        program.Headers["X-MailCloud"] = program.Headers["Sec-Fetch-Site"] = null;
        program.Headers["Authorization"] =
            $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{WebWorld.Alice}:{WebWorld.Password}"))}";
        var echo = new
        {
            @using = new[] { "urn:ietf:params:jmap:core" },
            methodCalls = new object[] { new object[] { "Core/echo", new { }, "0" } },
        };
        (await program.PostAsync("/jmap/api", echo)).Succeeded();
        // A browser that remembers a password for a site sends it by itself, too.
        program.Headers["Sec-Fetch-Site"] = "cross-site";
        (await program.PostAsync("/jmap/api", echo)).Refused(HttpStatusCode.Forbidden, "crossSite");
    }
}
