using System.Net;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>The frame of a message: its headers, exactly, and who may see it.</summary>
public sealed class FrameTests : IAsyncLifetime
{
    private ViewWorld world = null!;

    public async ValueTask InitializeAsync() => world = await ViewWorld.CreateAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Its_policy_lets_nothing_in_but_the_messages_own_pictures_and_the_proxys()
    {
        var id = await world.DeliverAsync("Subject: x\nContent-Type: text/html\n\n<p>Hello");
        using var answer = await world.GetAsync($"/webmail/view/{id}");
        var origin = world.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            $"default-src 'none'; img-src data: {origin}/webmail/image {origin}/webmail/view/{id}/inline/; style-src 'unsafe-inline'; font-src 'none'; "
                + "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
            Header(answer, "Content-Security-Policy")
        );
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("SAMEORIGIN", Header(answer, "X-Frame-Options"));
        // M1 is another message for the next who logs in with this browser.
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Equal("0", Header(answer, "X-Blocked-Images"));
    }

    [Fact]
    public async Task Nobody_sees_it_who_is_not_logged_in_nor_whose_message_it_is_not()
    {
        var id = await world.DeliverAsync("Content-Type: text/html\r\n\r\n<p>secret"u8.ToArray(), ViewWorld.Bob);
        foreach (var path in new[] { "", "/details", "/inline/1", "/winmail/1/0" })
        {
            using var answer = await world.GetAsync($"/webmail/view/{id}{path}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        world.Client.DefaultRequestHeaders.Clear();
        foreach (
            var path in new[]
            {
                $"/webmail/view/{id}",
                $"/webmail/view/{id}/details",
                $"/webmail/view/{id}/inline/1",
                "/webmail/image?u=x&s=y",
            }
        )
        {
            using var answer = await world.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("M1")]
    [InlineData("M18446744073709551615")]
    public async Task What_is_not_there_is_not_found(string id)
    {
        using var answer = await world.GetAsync($"/webmail/view/{id}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Blocked_pictures_are_counted_and_shown_through_the_proxy_when_the_reader_wants_them()
    {
        const string page =
            "<img src=\"http://pictures.test/a.png?x=1&y=2\"><table background=\"//pictures.test/b.png\"><tr><td style=\"background:url(http://pictures.test/c.png)\">x";
        var id = await world.DeliverAsync($"Content-Type: text/html\n\n{page}");
        using var blocked = await world.GetAsync($"/webmail/view/{id}?images=0");
        Assert.Equal("3", Header(blocked, "X-Blocked-Images"));
        var without = await blocked.Content.ReadAsStringAsync();
        Assert.Contains("<meta name=\"blocked-images\" content=\"3\">", without, StringComparison.Ordinal);
        Assert.Contains("data-blocked-src=\"http://pictures.test/a.png?x=1&amp;y=2\"", without, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src", without, StringComparison.Ordinal);

        var with = await world.ShowAsync(id, "?images=1");
        Assert.Contains("src=\"/webmail/image?u=http%3A%2F%2Fpictures.test%2Fa.png%3Fx%3D1%26y%3D2&amp;s=", with, StringComparison.Ordinal);
        Assert.Contains("background=\"/webmail/image?u=https%3A%2F%2Fpictures.test%2Fb.png&amp;s=", with, StringComparison.Ordinal);
        Assert.Empty(SafeMarkup.Violations(SafeMarkup.BodyOf(with), allowsOwn: true));
    }

    [Fact]
    public async Task In_the_dark_theme_light_pages_are_inverted_and_dark_ones_are_left()
    {
        var light = await world.ShowPageAsync("<p>x", "?theme=dark");
        var dark = await world.ShowPageAsync("<body bgcolor=#111111><p style=color:white>x", "?theme=dark");
        Assert.Contains("invert(", light, StringComparison.Ordinal);
        Assert.Contains("class=\"mailcloud-page mailcloud-page-0\"", light, StringComparison.Ordinal);
        Assert.Contains("class=\"mailcloud-page mailcloud-page-0 mailcloud-dark\"", dark, StringComparison.Ordinal);
        Assert.DoesNotContain("invert(", await world.ShowPageAsync("<p>x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_rendered_is_kept_apart_from_the_theme_and_from_the_answer_about_pictures()
    {
        var id = await world.DeliverAsync("Content-Type: text/html\n\n<p>kept");
        await world.ShowAsync(id);
        var email = MailCloud.Jmap.Core.JmapIds.ParseEmail(id)!.Value;
        var name = new MailCloud.Mail.Rendering.RenderedName(email, "all-v1-blocked");
        Assert.NotNull(await world.View.Cache.ReadAsync(ViewWorld.Alice, name, CancellationToken.None));
        var changed = "{\"body\":\"<p>from the cache</p>\",\"style\":\"\",\"blockedImages\":0,\"notes\":[]}"u8.ToArray();
        await world.View.Cache.WriteAsync(ViewWorld.Alice, name, changed, CancellationToken.None);
        Assert.Contains("from the cache", await world.ShowAsync(id, "?theme=dark"), StringComparison.Ordinal);
        Assert.DoesNotContain("from the cache", await world.ShowAsync(id, "?images=1"), StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));
}
