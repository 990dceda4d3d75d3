using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MailCloud.Webmail.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace MailCloud.Webmail.Tests.Assets;

public sealed class PageEndpointsTests : IAsyncLifetime
{
    private static readonly PageFiles Files = PageFiles.Of([
        ("index.html", "<!doctype html>"u8.ToArray()),
        ("sw.js", "worker"u8.ToArray()),
        ("manifest.webmanifest", "{}"u8.ToArray()),
        ("assets/main-1a2b.js", "script"u8.ToArray()),
        ("assets/main-1a2b.js.br", "small"u8.ToArray()),
    ]);

    private WebApplication? application;
    private HttpClient? client;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.MapPage(Files);
        await application.StartAsync(Cancel);
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(application.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (application is not null)
            await application.DisposeAsync();
    }

    [Theory]
    [InlineData("/webmail/")]
    [InlineData("/webmail/mail/F12")]
    [InlineData("/webmail/mail/F12/T34")]
    [InlineData("/webmail/settings/security")]
    public async Task Every_screen_is_the_one_document_which_browsers_ask_for_anew(string path)
    {
        using var answer = await client!.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        Assert.Equal("<!doctype html>", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task The_root_without_its_slash_leads_to_the_root()
    {
        using var answer = await client!.GetAsync("/webmail", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/webmail/", answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/webmail/sw.js", "text/javascript; charset=utf-8")]
    [InlineData("/webmail/manifest.webmanifest", "application/manifest+json")]
    public async Task What_keeps_its_name_is_asked_for_anew(string path, string type)
    {
        using var answer = await client!.GetAsync(path, Cancel);
        Assert.Equal(type, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData(null, "script")]
    [InlineData("gzip", "script")]
    [InlineData("br;q=0", "script")]
    [InlineData("gzip, br", "small")]
    public async Task What_has_its_hash_in_its_name_is_kept_for_ever_and_small_for_those_who_take_it(string? encodings, string content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/webmail/assets/main-1a2b.js");
        if (encodings is not null)
            request.Headers.Add("Accept-Encoding", encodings);
        using var answer = await client!.SendAsync(request, Cancel);
        Assert.Contains("immutable", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal(["Accept-Encoding"], answer.Headers.Vary);
        Assert.Equal(content, Encoding.ASCII.GetString(await answer.Content.ReadAsByteArrayAsync(Cancel)));
        Assert.Equal(content is "small" ? ["br"] : [], answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Who_has_it_already_is_not_given_it_again()
    {
        using var first = await client!.GetAsync("/webmail/", Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/webmail/");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\""));
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/webmail/assets/gone-9f.js")]
    [InlineData("/webmail/index.php")]
    [InlineData("/webmail/assets/main-1a2b.js.br")]
    public async Task A_file_that_is_not_there_is_not_the_document(string path)
    {
        using var answer = await client!.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
