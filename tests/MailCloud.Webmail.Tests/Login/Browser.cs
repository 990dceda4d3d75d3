using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace MailCloud.Webmail.Tests.Login;

/// <summary>As much of a browser with the page in it as the server can tell: it keeps cookies, and sends the headers that the page and the browser send.</summary>
internal sealed class Browser(Uri address)
{
    public const string SessionCookie = "__Host-mailcloud";
    public const string HalfCookie = "__Host-mailcloud-half";

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public Uri Address { get; set; } = address;

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>Sent with every request; null values are not.</summary>
    public Dictionary<string, string?> Headers { get; } =
        new(StringComparer.Ordinal)
        {
            ["X-MailCloud"] = "1",
            ["Sec-Fetch-Site"] = "same-origin",
            ["User-Agent"] = "Test/1.0",
        };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body ?? new { }));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Answer> LogInAsync(string password, bool remember = false, string name = "alice@example.org") =>
        PostAsync(
            "/webmail/login",
            new
            {
                name,
                password,
                remember,
            }
        );

    /// <summary>Whether it is logged in.</summary>
    public async Task<bool> IsInAsync() => (await GetAsync("/webmail/account")).Status == HttpStatusCode.OK;

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = content };
        foreach (var (name, value) in Headers)
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        if (Cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var response = await Client.SendAsync(request, Cancel);
        var set = response.Headers.TryGetValues("Set-Cookie", out var lines) ? SetCookieHeaderValue.ParseList([.. lines]).ToList() : [];
        foreach (var cookie in set)
            if (cookie.Expires < DateTimeOffset.UnixEpoch.AddDays(1))
                Cookies.Remove(cookie.Name.Value!);
            else
                Cookies[cookie.Name.Value!] = cookie.Value.Value!;
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, headers, await response.Content.ReadAsStringAsync(Cancel), set);
    }
}

/// <param name="Set">The cookies that it gave.</param>
internal sealed record Answer(
    HttpStatusCode Status,
    IReadOnlyDictionary<string, string> Headers,
    string Text,
    IReadOnlyList<SetCookieHeaderValue> Set
)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The problem's type; null: it is none.</summary>
    public string? Problem =>
        Headers.GetValueOrDefault("Content-Type") is "application/problem+json" ? Json.GetProperty("type").GetString() : null;

    public Answer Succeeded()
    {
        Assert.True(Status is HttpStatusCode.OK or HttpStatusCode.NoContent, $"{(int)Status} {Text}");
        return this;
    }

    public Answer Refused(HttpStatusCode status, string? problem = null)
    {
        Assert.Equal(status, Status);
        if (problem is not null)
            Assert.Equal(problem, Problem);
        return this;
    }
}
