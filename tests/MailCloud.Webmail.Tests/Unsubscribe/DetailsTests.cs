using System.Net;
using System.Text.Json;
using MailCloud.Webmail.Tests.Rendering;
using MailCloud.Webmail.Unsubscribe;

namespace MailCloud.Webmail.Tests.Unsubscribe;

/// <summary>What the page is told beside a message: whom to believe about its sender, and how to leave its list.</summary>
public sealed class DetailsTests : IAsyncLifetime
{
    private const string Ours =
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=list.test; dkim=pass header.d=list.test header.b=AbCdEfGh; dmarc=pass header.from=list.test\n";
    private const string Signature =
        "DKIM-Signature: v=1; d=list.test; s=x; h=From:List-Unsubscribe:\n List-Unsubscribe-Post; b=AbCd\n EfGhIjKl\n";
    private const string Offer = "List-Unsubscribe: <mailto:leave@list.test?subject=x>, <https://list.test/leave?id=1>\n";
    private const string Post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n";

    private ViewWorld world = null!;

    public async ValueTask InitializeAsync() => world = await ViewWorld.CreateAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("", "none", null)]
    [InlineData(Ours, "pass", "list.test")]
    [InlineData("Authentication-Results: MX.Example.ORG; dmarc=fail (p=reject) header.from=bank.test\n", "fail", "bank.test")]
    [InlineData("Authentication-Results: mx.example.org; auth=pass smtp.auth=alice\n", "pass", null)]
    [InlineData("Authentication-Results: mx.example.org; dmarc=none\n", "none", null)]
    [InlineData("Authentication-Results: mx.example.org; none\n", "none", null)]
    // Others' words, ours further down, a name that only looks like ours, and what cannot be read.
    [InlineData("Authentication-Results: mx.elsewhere.test; dmarc=pass header.from=bank.test\n", "none", null)]
    [InlineData(
        "Authentication-Results: mx.elsewhere.test; dmarc=fail\nAuthentication-Results: mx.example.org; dmarc=pass header.from=bank.test\n",
        "none",
        null
    )]
    [InlineData("Authentication-Results: mx.example.org.evil.test; dmarc=pass header.from=bank.test\n", "none", null)]
    [InlineData("Authentication-Results: (mx.example.org) evil.test; dmarc=pass header.from=bank.test\n", "none", null)]
    [InlineData("Authentication-Results: mx.example.org; dmarc=pass header.from=\"unclosed\n", "none", null)]
    [InlineData("X-Authentication-Results: mx.example.org; dmarc=pass\n", "none", null)]
    [InlineData(
        "Authentication-Results: mx.example.org; dmarc=fail header.from=a.test\nAuthentication-Results: mx.example.org; dmarc=pass header.from=bank.test\n",
        "fail",
        "a.test"
    )]
    public async Task Of_the_sender_only_our_own_server_is_believed(string header, string verdict, string? from)
    {
        var authentication = (await DetailsAsync(header)).GetProperty("authentication");
        Assert.Equal(verdict, authentication.GetProperty("verdict").GetString());
        Assert.Equal(from, authentication.GetProperty("from").GetString());
    }

    [Theory]
    [InlineData(Ours + Signature + Offer + Post, true)]
    [InlineData(Ours + Signature + Offer, false)]
    [InlineData(Signature + Offer + Post, false)]
    [InlineData(Ours + Offer + Post, false)]
    [InlineData(
        "Authentication-Results: mx.example.org; dkim=fail header.d=list.test header.b=AbCdEfGh\n" + Signature + Offer + Post,
        false
    )]
    [InlineData("Authentication-Results: evil.test; dkim=pass header.d=list.test header.b=AbCdEfGh\n" + Signature + Offer + Post, false)]
    // A signature that covers other fields, another signature than the one that passed, another domain, a field that was added to the signed one.
    [InlineData(Ours + "DKIM-Signature: d=list.test; h=From:List-Unsubscribe; b=AbCdEfGh\n" + Offer + Post, false)]
    [InlineData(Ours + "DKIM-Signature: d=list.test; h=List-Unsubscribe:List-Unsubscribe-Post; b=ZZCdEfGh\n" + Offer + Post, false)]
    [InlineData(Ours + "DKIM-Signature: d=evil.test; h=List-Unsubscribe:List-Unsubscribe-Post; b=AbCdEfGh\n" + Offer + Post, false)]
    [InlineData(Ours + Signature + "List-Unsubscribe: <https://evil.test/>\n" + Offer + Post, false)]
    [InlineData(Ours + Signature + Offer + Post + Post, false)]
    [InlineData(Ours + Signature + "List-Unsubscribe: <http://list.test/leave>\n" + Post, false)]
    [InlineData(Ours + Signature + Offer + "List-Unsubscribe-Post: yes\n", false)]
    public async Task One_click_is_offered_where_a_valid_signature_covers_it(string header, bool oneClick)
    {
        var offer = (await DetailsAsync(header)).GetProperty("unsubscribe");
        Assert.Equal(oneClick, offer.GetProperty("oneClick").GetBoolean());
    }

    [Theory]
    [InlineData("List-Unsubscribe: <https://a.test/\n x>, <mailto:x@a.test>\n", "https://a.test/x", "mailto:x@a.test")]
    [InlineData("List-Unsubscribe: <http://a.test/>, <https://b.test/>\n", "https://b.test/", null)]
    [InlineData("List-Unsubscribe: <mailto:x@a.test>\n", null, "mailto:x@a.test")]
    [InlineData("List-Unsubscribe: (comment) <ftp://a.test/> , <MAILTO:x@a.test>\n", null, "MAILTO:x@a.test")]
    public async Task Addresses_are_given_to_the_page(string header, string? http, string? mailto)
    {
        var offer = (await DetailsAsync(header)).GetProperty("unsubscribe");
        Assert.Equal((http, mailto), (offer.GetProperty("http").GetString(), offer.GetProperty("mailto").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("List-Unsubscribe: x@a.test\n")]
    [InlineData("List-Unsubscribe: <javascript:alert(1)>, <data:text/html,x>, <>, <//x>\n")]
    [InlineData("List-Unsubscribe: <https://unclosed.test/\n")]
    public async Task What_is_no_address_is_no_offer(string header) =>
        Assert.Equal(JsonValueKind.Null, (await DetailsAsync(header)).GetProperty("unsubscribe").ValueKind);

    [Fact]
    public async Task An_invitation_comes_with_the_rest()
    {
        var details = await DetailsAsync(
            "Content-Type: multipart/alternative; boundary=b\n",
            "--b\n\nText\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lunch\nEND:VEVENT\nEND:VCALENDAR\n--b--\n"
        );
        Assert.Equal("Lunch", details.GetProperty("invitation").GetProperty("summary").GetString());
        Assert.Equal("request", details.GetProperty("invitation").GetProperty("method").GetString());
    }

    [Theory]
    [InlineData(Ours + Signature + Offer, "The sender does not offer it")]
    [InlineData(Ours + Signature + Offer + Post, "does not answer")]
    public async Task What_cannot_be_done_fails_and_says_why(string header, string detail)
    {
        var id = await world.DeliverAsync($"{header}Subject: x\n\nx");
        using var answer = await world.Client.PostAsync(new Uri($"/webmail/unsubscribe/{id}", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"failed\"", body, StringComparison.Ordinal);
        Assert.Contains(detail, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "done")]
    [InlineData(202, "done")]
    [InlineData(302, "failed")]
    [InlineData(404, "failed")]
    [InlineData(500, "failed")]
    public async Task It_is_one_post_without_anything_that_names_the_reader(int status, string result)
    {
        var server = new Recorder((HttpStatusCode)status);
        using var http = new HttpClient(server);
        var outcome = await new OneClick(http, OneClick.IsAllowed).RunAsync(
            "https://list.test/leave?id=1",
            TimeProvider.System,
            CancellationToken.None
        );
        Assert.Equal(result, outcome.Status);
        Assert.Equal(
            "POST https://list.test/leave?id=1 Content-Length: 26,Content-Type: application/x-www-form-urlencoded List-Unsubscribe=One-Click",
            server.Request
        );
    }

    [Theory]
    [InlineData("http://list.test/")]
    [InlineData("https://list.test:8443/")]
    [InlineData("https://a:b@list.test/")]
    [InlineData("mailto:x@list.test")]
    public async Task Other_addresses_are_not_asked(string address)
    {
        var server = new Recorder(HttpStatusCode.OK);
        using var http = new HttpClient(server);
        Assert.Equal(
            "failed",
            (await new OneClick(http, OneClick.IsAllowed).RunAsync(address, TimeProvider.System, CancellationToken.None)).Status
        );
        Assert.Null(server.Request);
    }

    private async Task<JsonElement> DetailsAsync(string header, string body = "x")
    {
        using var answer = await world.GetAsync($"/webmail/view/{await world.DeliverAsync($"{header}Subject: x\n\n{body}")}/details");
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync());
    }

    private sealed class Recorder(HttpStatusCode status) : HttpMessageHandler
    {
        public string? Request { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = await request.Content!.ReadAsStringAsync(cancellationToken);
            var headers = request
                .Headers.Concat(request.Content.Headers)
                .Select(header => $"{header.Key}: {string.Join(' ', header.Value)}")
                .Order(StringComparer.Ordinal);
            Request = $"{request.Method} {request.RequestUri} {string.Join(',', headers)} {content}";
            return new HttpResponseMessage(status);
        }
    }
}
