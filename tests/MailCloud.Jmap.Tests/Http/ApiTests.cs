using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Tests.Http;

/// <summary>The session and requests over HTTP (RFC 8620 §2 and §3).</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private HttpWorld http = null!;

    public async ValueTask InitializeAsync() => http = await HttpWorld.StartAsync();

    public ValueTask DisposeAsync() => http.DisposeAsync();

    [Fact]
    public async Task The_well_known_address_leads_to_the_session()
    {
        using var answer = await http.Stranger.GetAsync("/.well-known/jmap");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/jmap/session", answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("GET", "/jmap/session")]
    [InlineData("POST", "/jmap/api")]
    [InlineData("POST", "/jmap/upload/x/")]
    [InlineData("GET", "/jmap/download/x/y/z")]
    [InlineData("GET", "/jmap/events")]
    public async Task Nobody_is_answered_who_is_not_known(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await http.Stranger.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_session_says_all_that_a_client_has_to_know()
    {
        using var answer = await http.Client.GetAsync("/jmap/session");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var origin = http.Client.BaseAddress!.ToString().TrimEnd('/');
        Assert.Equal(Capabilities.All.Order(), NamesOf(session.GetProperty("capabilities")));
        Assert.Equal(
            JmapLimits.MaxSizeRequest,
            session.GetProperty("capabilities").GetProperty(Capabilities.Core).GetProperty("maxSizeRequest").GetInt32()
        );
        Assert.Equal(
            http.World.Push.PublicKey,
            session.GetProperty("capabilities").GetProperty(Capabilities.WebPush).GetProperty("applicationServerKey").GetString()
        );
        Assert.Equal("alice@example.org", session.GetProperty("username").GetString());
        Assert.Equal(origin + "/jmap/api", session.GetProperty("apiUrl").GetString());
        Assert.Equal(origin + "/jmap/upload/{accountId}/", session.GetProperty("uploadUrl").GetString());
        Assert.Equal(origin + "/jmap/download/{accountId}/{blobId}/{name}?type={type}", session.GetProperty("downloadUrl").GetString());
        Assert.Equal(
            origin + "/jmap/events?types={types}&closeafter={closeafter}&ping={ping}",
            session.GetProperty("eventSourceUrl").GetString()
        );
        Assert.Equal(Session.StateOf(http.World.Server, JmapWorld.Alice), session.GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_session_has_one_account_that_can_do_everything()
    {
        var session = await http.Client.GetFromJsonAsync<JsonElement>("/jmap/session");
        var id = Assert.Single(NamesOf(session.GetProperty("accounts")));
        Assert.Equal(http.World.AccountId, id);
        var account = session.GetProperty("accounts").GetProperty(id);
        Assert.Equal("alice@example.org", account.GetProperty("name").GetString());
        Assert.True(account.GetProperty("isPersonal").GetBoolean());
        Assert.False(account.GetProperty("isReadOnly").GetBoolean());
        Assert.Equal(Capabilities.OfAccounts.Order(), NamesOf(account.GetProperty("accountCapabilities")));
        Assert.Equal(
            34_560_000,
            account.GetProperty("accountCapabilities").GetProperty(Capabilities.Submission).GetProperty("maxDelayedSend").GetInt32()
        );
        foreach (var capability in Capabilities.OfAccounts)
            Assert.Equal(id, session.GetProperty("primaryAccounts").GetProperty(capability).GetString());
    }

    [Fact]
    public async Task A_request_is_answered()
    {
        using var answer = await PostAsync("""{"using": ["urn:ietf:params:jmap:core"], "methodCalls": [["Core/echo", {"a": 1}, "c"]]}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        var response = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("""[["Core/echo",{"a":1},"c"]]""", response.GetProperty("methodResponses").GetRawText());
    }

    [Theory]
    [InlineData("{", "application/json", 400, "notJSON")]
    [InlineData("{}", "text/plain", 400, "notJSON")]
    [InlineData("{}", "", 400, "notJSON")]
    [InlineData("{}", "application/json; charset=utf-8", 400, "notRequest")]
    [InlineData("""{"using": ["urn:x"], "methodCalls": []}""", "application/json", 400, "unknownCapability")]
    public async Task A_request_that_is_refused_is_a_problem(string request, string type, int status, string error)
    {
        using var answer = await PostAsync(request, type);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("urn:ietf:params:jmap:error:" + error, problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_too_long_passes_a_limit(bool saysItsLength)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/jmap/api");
        request.Content = new ByteArrayContent(new byte[JmapLimits.MaxSizeRequest + 1]);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = !saysItsLength;
        request.Headers.ExpectContinue = true;
        using var answer = await http.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("urn:ietf:params:jmap:error:limit", problem.GetProperty("type").GetString());
        Assert.Equal("maxSizeRequest", problem.GetProperty("limit").GetString());
    }

    [Fact]
    public async Task An_account_has_only_so_many_requests_at_a_time()
    {
        var release = new TaskCompletionSource();
        // Twice as many as there are places: who looks whether all are taken may take one from somebody who then waits for nothing.
        var pending = Enumerable.Range(0, 2 * JmapLimits.MaxConcurrentRequests).Select(_ => HangAsync(release.Task)).ToList();
        var status = HttpStatusCode.OK;
        for (var tries = 0; status == HttpStatusCode.OK && tries < 3000; tries++)
        {
            await Task.Delay(10);
            using var answer = await PostAsync("""{"using": [], "methodCalls": []}""");
            status = answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        release.SetResult();
        Assert.All(await Task.WhenAll(pending), answer => Assert.Equal(HttpStatusCode.OK, answer));
    }

    private async Task<HttpStatusCode> HangAsync(Task released)
    {
        using var content = new HeldContent("""{"using": [], "methodCalls": []}"""u8.ToArray(), released);
        HttpStatusCode status;
        // While others look whether all places are taken, they may take one of them.
        do
        {
            using var answer = await http.Client.PostAsync("/jmap/api", content);
            status = answer.StatusCode;
        } while (status == HttpStatusCode.TooManyRequests);
        return status;
    }

    private async Task<HttpResponseMessage> PostAsync(string request, string type = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(request));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await http.Client.PostAsync("/jmap/api", content);
    }

    private static IEnumerable<string> NamesOf(JsonElement element) => element.EnumerateObject().Select(each => each.Name).Order();

    /// <summary>A body whose end waits.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly byte[] octets;
        private readonly Task released;

        public HeldContent(byte[] octets, Task released)
        {
            this.octets = octets;
            this.released = released;
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(octets.AsMemory(0, 1));
            await stream.FlushAsync();
            await released;
            await stream.WriteAsync(octets.AsMemory(1));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = octets.Length;
            return true;
        }
    }
}
