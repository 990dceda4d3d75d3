using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MailCloud.Certificates.Acme;
using MailCloud.Certificates.Renewal;

namespace MailCloud.Certificates.Tests.Renewal;

/// <summary>An authority that says when its certificates had best be renewed: Pebble's directory, and renewal information beside it.</summary>
public sealed class RenewalInfoTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-2, -1, RenewalResult.Renewed)]
    [InlineData(1, 2, RenewalResult.UpToDate)]
    public async Task A_certificate_is_renewed_when_its_authority_asks_for_it(int startsIn, int endsIn, RenewalResult result)
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        await world.Open().RunAsync(isForced: false, Cancel);
        using var certificate = await world.DownloadAsync();
        // It is asked at six o'clock.
        var now = world.Time.GetUtcNow();
        world.Time.Shift = now.Date.AddDays(1).AddHours(6) - now.UtcDateTime;
        now = world.Time.GetUtcNow();
        var seen = Authority(
            world,
            $$"""{"suggestedWindow":{"start":"{{now.AddDays(startsIn):O}}","end":"{{now.AddDays(endsIn):O}}" } }"""
        );

        var outcome = await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel);
        Assert.Equal(result, outcome.Result);
        Assert.Equal(1, seen.Count($"/renewal-info/{RenewalInfo.IdOf(certificate)} 200"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>")]
    public async Task Information_that_cannot_be_read_changes_nothing(string body)
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        await world.Open().RunAsync(isForced: false, Cancel);
        var now = world.Time.GetUtcNow();
        world.Time.Shift = now.Date.AddDays(1).AddHours(6) - now.UtcDateTime;
        var seen = Authority(world, body);
        var outcome = await world.Open(around: seen.Around).RunAsync(isForced: false, Cancel);
        Assert.Equal(RenewalResult.UpToDate, outcome.Result);
        Assert.Equal(1, seen.Count("/renewal-info/"));
    }

    [Fact]
    public async Task An_order_names_the_certificate_that_it_replaces_unless_the_authority_refuses_that()
    {
        await using var world = await RenewalWorld.StartWithPebbleAsync();
        await world.Open().RunAsync(isForced: false, Cancel);
        using var certificate = await world.DownloadAsync();
        var orders = new List<string?>();
        var seen = Authority(world, "{}");
        var answer = seen.Answer!;
        seen.Answer = request =>
        {
            if (request.RequestUri!.AbsolutePath is not "/order-plz")
                return answer(request);
            orders.Add((string?)Payload(request)["replaces"]);
            return orders.Count == 1
                ? RequestLog.Problem(HttpStatusCode.Conflict, """{"type":"urn:ietf:params:acme:error:alreadyReplaced"}""")
                : null;
        };
        var outcome = await world.Open(around: seen.Around).RunAsync(isForced: true, Cancel);
        Assert.Null(outcome.Problem);
        // A nonce that was not taken may have led to more.
        Assert.Equal(RenewalInfo.IdOf(certificate), orders[0]);
        Assert.Null(orders[^1]);
    }

    /// <summary>Pebble with a directory that has renewal information.</summary>
    private static RequestLog Authority(RenewalWorld world, string information)
    {
        Uri At(string path) => new(world.Pebble.Directory, path);
        var directory = new JsonObject
        {
            ["newNonce"] = At("/nonce-plz").AbsoluteUri,
            ["newAccount"] = At("/sign-me-up").AbsoluteUri,
            ["newOrder"] = At("/order-plz").AbsoluteUri,
            ["renewalInfo"] = At("/renewal-info").AbsoluteUri,
        };
        return new RequestLog
        {
            Answer = request =>
                request.RequestUri!.AbsolutePath switch
                {
                    "/dir" => Json(directory.ToJsonString()),
                    var path when path.StartsWith("/renewal-info/", StringComparison.Ordinal) => Json(information),
                    _ => null,
                },
        };
    }

    private static HttpResponseMessage Json(string text) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, null, "application/json") };

    private static JsonNode Payload(HttpRequestMessage request)
    {
        using var reader = new StreamReader(request.Content!.ReadAsStream(Cancel));
        var payload = (string)JsonNode.Parse(reader.ReadToEnd())!["payload"]!;
        return JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(payload)))!;
    }
}
