using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Tests.Http;

/// <summary>Uploads and downloads (RFC 8620 §6).</summary>
public sealed class BlobEndpointTests : IAsyncLifetime
{
    private const string Message = """
        From: bob@example.com
        Content-Type: text/html; name="page.html"
        Content-Transfer-Encoding: base64

        PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
        """;

    private HttpWorld http = null!;

    public async ValueTask InitializeAsync() => http = await HttpWorld.StartAsync();

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private string Account => http.World.AccountId;

    [Fact]
    public async Task What_was_uploaded_can_be_downloaded()
    {
        var uploaded = await UploadAsync("hello", "Text/Plain; charset=utf-8");
        Assert.Equal(Account, uploaded.GetProperty("accountId").GetString());
        Assert.Equal("text/plain", uploaded.GetProperty("type").GetString());
        Assert.Equal(5, uploaded.GetProperty("size").GetInt32());
        using var answer = await http.Client.GetAsync(AddressOf(uploaded.GetProperty("blobId").GetString()!, "a.txt?type=text/plain"));
        Assert.Equal("hello", await answer.Content.ReadAsStringAsync());
        Assert.Equal(5, answer.Content.Headers.ContentLength);
        Assert.Equal("private, max-age=31536000, immutable", HeaderOf(answer, "Cache-Control"));
    }

    [Fact]
    public async Task A_part_is_decoded_and_saved_never_shown()
    {
        var id = "B" + (await http.World.DeliverAsync(Message))[1..] + "-1";
        using var answer = await http.Client.GetAsync(AddressOf(id, "page.html?type=text/html&inline=1"));
        Assert.Equal("<script>alert(1)</script>", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", HeaderOf(answer, "X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; sandbox; frame-ancestors 'self'", HeaderOf(answer, "Content-Security-Policy"));
        Assert.Equal("same-origin", HeaderOf(answer, "Cross-Origin-Resource-Policy"));
    }

    [Theory]
    [InlineData("image/png", "inline")]
    [InlineData("IMAGE/PNG; x=y", "inline")]
    [InlineData("application/pdf", "inline")]
    [InlineData("image/svg%2Bxml", "attachment")]
    [InlineData("text/html", "attachment")]
    [InlineData("text/plain", "attachment")]
    [InlineData("", "attachment")]
    [InlineData("image/*", "attachment")]
    [InlineData("image/png, text/html", "attachment")]
    [InlineData("nonsense", "attachment")]
    public async Task Only_what_can_do_nothing_is_shown(string type, string disposition)
    {
        var id = (await UploadAsync("x", "text/html")).GetProperty("blobId").GetString()!;
        using var shown = await http.Client.GetAsync(AddressOf(id, $"a?inline=1&type={type}"));
        Assert.Equal(disposition, shown.Content.Headers.ContentDisposition?.DispositionType);
        using var saved = await http.Client.GetAsync(AddressOf(id, $"a?type={type}"));
        Assert.Equal("attachment", saved.Content.Headers.ContentDisposition?.DispositionType);
    }

    [Theory]
    [InlineData("a.txt", "attachment; filename=a.txt; filename*=UTF-8''a.txt")]
    [InlineData("Stra%C3%9Fe%20%E5%9C%96.pdf", "attachment; filename=\"Stra_e _.pdf\"; filename*=UTF-8''Stra%C3%9Fe%20%E5%9C%96.pdf")]
    [InlineData("a%22b%5Cc.txt", "attachment; filename=\"a\\\"b_c.txt\"; filename*=UTF-8''a%22b_c.txt")]
    [InlineData("a%0D%0AX:%20y", "attachment; filename=\"a__X: y\"; filename*=UTF-8''a__X%3A%20y")]
    [InlineData("cod%E2%80%AEfdp.exe", "attachment; filename=cod_fdp.exe; filename*=UTF-8''cod_fdp.exe")]
    public async Task A_name_says_what_it_is_and_nothing_else(string name, string disposition)
    {
        var id = (await UploadAsync("x", "text/html")).GetProperty("blobId").GetString()!;
        using var answer = await http.Client.GetAsync(AddressOf(id, name));
        Assert.Equal(disposition, HeaderOf(answer, "Content-Disposition"));
    }

    [Fact]
    public async Task Head_tells_what_get_would()
    {
        var id = "B" + (await http.World.DeliverAsync(Message))[1..];
        using var request = new HttpRequestMessage(HttpMethod.Head, AddressOf(id, "m.eml"));
        using var answer = await http.Client.SendAsync(request);
        Assert.Equal("message/rfc822", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(Message.ReplaceLineEndings("\r\n").Length, answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("/jmap/download/{0}/B1/a", "GET")]
    [InlineData("/jmap/download/{0}/nonsense/a", "GET")]
    [InlineData("/jmap/download/other/B1/a", "GET")]
    [InlineData("/jmap/upload/other/", "POST")]
    public async Task What_is_not_there_is_not_found(string path, string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{0}", Account, StringComparison.Ordinal));
        using var answer = await http.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_that_is_too_long_passes_a_limit(bool saysItsLength)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/jmap/upload/{Account}/");
        request.Content = new ByteArrayContent(new byte[JmapLimits.MaxSizeUpload + 1]);
        request.Headers.TransferEncodingChunked = !saysItsLength;
        request.Headers.ExpectContinue = saysItsLength;
        using var answer = await http.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("maxSizeUpload", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("limit").GetString());
    }

    private string AddressOf(string blob, string rest) => $"/jmap/download/{Account}/{blob}/{rest}";

    private static string HeaderOf(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString()
        : answer.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString()
        : "";

    private async Task<JsonElement> UploadAsync(string content, string type)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await http.Client.PostAsync($"/jmap/upload/{Account}/", body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
