using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Tests.Core;

/// <summary>Requests as a whole (RFC 8620 §3.3 to §3.6).</summary>
public class RequestTests
{
    private const string Echo = """["Core/echo", {"a": [1, null, "x"]}, "c"]""";

    [Fact]
    public async Task Echo_answers_what_it_is_told()
    {
        var world = await JmapWorld.CreateAsync();
        var response = await world.RequestAsync($$"""{"using": ["urn:ietf:params:jmap:core"], "methodCalls": [{{Echo}}]}""");
        Assert.Equal("""[["Core/echo",{"a":[1,null,"x"]},"c"]]""", response.GetProperty("methodResponses").GetRawText());
        Assert.Equal(Session.StateOf(world.Server, JmapWorld.Alice), response.GetProperty("sessionState").GetString());
        Assert.False(response.TryGetProperty("createdIds", out _));
    }

    [Fact]
    public async Task Letters_are_not_escaped()
    {
        var world = await JmapWorld.CreateAsync();
        var response = await world.RequestAsync(
            """{"using": ["urn:ietf:params:jmap:core"], "methodCalls": [["Core/echo", {"a": "\u5716\u66f8 \u003cb\u003e \" \u0000"}, "c"]]}"""
        );
        Assert.Equal(""" {"a":"圖書 <b> \" \u0000"} """.Trim(), response.GetProperty("methodResponses")[0][1].GetRawText());
    }

    [Fact]
    public async Task Created_ids_come_back_only_if_the_client_gives_some()
    {
        var world = await JmapWorld.CreateAsync();
        var response = await world.RequestAsync("""{"using": [], "methodCalls": [], "createdIds": {"a": "F1"}}""");
        Assert.Equal("""{"a":"F1"}""", response.GetProperty("createdIds").GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"using": [], "methodCalls": []} x""")]
    [InlineData("""{"using": [], "using": [], "methodCalls": []}""")]
    [InlineData("""{"using": ["\uD800"], "methodCalls": []}""")]
    [InlineData("""{"using": [], "\uDC00": 1, "methodCalls": []}""")]
    public Task What_is_no_internet_json_is_not_json(string request) => RefusedAsync(request, "notJSON", 400);

    [Fact]
    public void Octets_that_are_no_text_are_not_json()
    {
        var refusal = Assert.Throws<RequestException>(() =>
            JmapRequest.Parse([.. "{\"using\": [\""u8, 0xFF, .. "\"], \"methodCalls\": []}"u8])
        );
        Assert.Equal("urn:ietf:params:jmap:error:notJSON", refusal.Type);
    }

    [Fact]
    public Task What_is_too_deep_is_not_json() =>
        RefusedAsync($$"""{"using": [], "methodCalls": {{new string('[', 100)}}{{new string(']', 100)}}}""", "notJSON", 400);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"using": []}""")]
    [InlineData("""{"methodCalls": []}""")]
    [InlineData("""{"using": [1], "methodCalls": []}""")]
    [InlineData("""{"using": "x", "methodCalls": []}""")]
    [InlineData("""{"using": [], "methodCalls": [["Core/echo", {}]]}""")]
    [InlineData("""{"using": [], "methodCalls": [["Core/echo", {}, "c", "d"]]}""")]
    [InlineData("""{"using": [], "methodCalls": [["Core/echo", [], "c"]]}""")]
    [InlineData("""{"using": [], "methodCalls": [[1, {}, "c"]]}""")]
    [InlineData("""{"using": [], "methodCalls": [["Core/echo", {}, 1]]}""")]
    [InlineData("""{"using": [], "methodCalls": [], "createdIds": {"a": 1}}""")]
    [InlineData("""{"using": [], "methodCalls": [], "createdIds": []}""")]
    public Task What_has_not_the_shape_of_a_request_is_none(string request) => RefusedAsync(request, "notRequest", 400);

    [Fact]
    public Task An_unknown_capability_refuses_the_request() =>
        RefusedAsync($$"""{"using": ["urn:ietf:params:jmap:core", "urn:x"], "methodCalls": [{{Echo}}]}""", "unknownCapability", 400);

    [Fact]
    public async Task Too_many_calls_pass_a_limit()
    {
        var calls = string.Join(',', Enumerable.Repeat(Echo, JmapLimits.MaxCallsInRequest + 1));
        var refusal = await RefusedAsync($$"""{"using": ["urn:ietf:params:jmap:core"], "methodCalls": [{{calls}}]}""", "limit", 400);
        Assert.Equal("maxCallsInRequest", refusal.Limit);
    }

    [Theory]
    [InlineData("Core/nothing")]
    [InlineData("core/echo")]
    public async Task A_method_that_is_not_there_is_unknown(string method)
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal("unknownMethod", await world.ErrorAsync(method));
    }

    [Fact]
    public async Task A_method_of_a_capability_that_the_request_does_not_use_is_unknown()
    {
        var world = await JmapWorld.CreateAsync();
        var response = await world.RequestAsync($$"""{"using": [], "methodCalls": [{{Echo}}]}""");
        Assert.Equal("""[["error",{"type":"unknownMethod"},"c"]]""", response.GetProperty("methodResponses").GetRawText());
    }

    [Fact]
    public async Task Calls_run_in_order_and_an_error_stops_none()
    {
        var world = await JmapWorld.CreateAsync();
        var responses = await world.CallsAsync(("Core/echo", """{"n": 1}"""), ("No/such", "{}"), ("Core/echo", """{"n": 2}"""));
        Assert.Equal(["Core/echo", "error", "Core/echo"], responses.Select(response => response.Name));
        Assert.Equal(2, responses[2].Arguments.GetProperty("n").GetInt32());
    }

    public static TheoryData<string, string> Failures() =>
        new()
        {
            { nameof(MethodException), "stateMismatch" },
            { nameof(JsonException), "invalidArguments" },
            { nameof(StoreUnavailableException), "serverUnavailable" },
            { nameof(UnknownAccountException), "accountNotFound" },
            { nameof(InvalidOperationException), "serverFail" },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_fails_is_an_error_that_tells_nothing_of_the_inside(string failure, string error)
    {
        Exception thrown = failure switch
        {
            nameof(MethodException) => MethodException.StateMismatch(),
            nameof(JsonException) => new JsonException("secret", "$.ids", null, null),
            nameof(StoreUnavailableException) => new StoreUnavailableException("secret"),
            nameof(UnknownAccountException) => new UnknownAccountException(JmapWorld.Alice),
            _ => new InvalidOperationException("secret"),
        };
        var world = await JmapWorld.CreateAsync(methods: [.. CoreMethods.All, Failing(thrown)]);
        var responses = await world.CallsAsync(("Test/fail", "{}"), ("Core/echo", "{}"));
        Assert.Equal(["error", "Core/echo"], responses.Select(response => response.Name));
        Assert.Equal(error, responses[0].Arguments.GetProperty("type").GetString());
        Assert.DoesNotContain("secret", responses[0].Arguments.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_reckoned_with_is_logged()
    {
        var world = await JmapWorld.CreateAsync(methods: [Failing(new InvalidOperationException())]);
        await world.ErrorAsync("Test/fail");
        Assert.StartsWith("Error: Test/fail", await world.Log.LineAsync("Test/fail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_may_call_another_one_after_it()
    {
        var implying = new Method<JsonElement, JsonElement>(
            "Test/imply",
            Capabilities.Core,
            CoreJson.Default.JsonElement,
            CoreJson.Default.JsonElement,
            (arguments, call, _) =>
            {
                call.Then("Core/echo", JsonElement.Parse("""{"implied": true}"""));
                return new(arguments);
            }
        );
        var world = await JmapWorld.CreateAsync(methods: [.. CoreMethods.All, implying]);
        var response = await world.RequestAsync(
            """{"using": ["urn:ietf:params:jmap:core"], "methodCalls": [["Test/imply", {}, "c"], ["Core/echo", {}, "d"]]}"""
        );
        Assert.Equal(
            """[["Test/imply",{},"c"],["Core/echo",{"implied":true},"c"],["Core/echo",{},"d"]]""",
            response.GetProperty("methodResponses").GetRawText()
        );
    }

    private static Method<JsonElement, JsonElement> Failing(Exception failure) =>
        new(
            "Test/fail",
            Capabilities.Core,
            CoreJson.Default.JsonElement,
            CoreJson.Default.JsonElement,
            (_, _, _) => ValueTask.FromException<JsonElement>(failure)
        );

    private static async Task<RequestException> RefusedAsync(string request, string type, int status)
    {
        var world = await JmapWorld.CreateAsync();
        var refusal = await Assert.ThrowsAsync<RequestException>(() => world.RequestAsync(request));
        Assert.Equal("urn:ietf:params:jmap:error:" + type, refusal.Type);
        Assert.Equal(status, refusal.Status);
        return refusal;
    }
}
