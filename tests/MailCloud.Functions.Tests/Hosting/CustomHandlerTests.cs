using System.Net;
using System.Text;
using MailCloud.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Functions.Tests.Hosting;

public class CustomHandlerTests
{
    private const string Hello = """{"Data":{"item":"\"hello\""},"Metadata":{"DequeueCount":"3"}}""";

    private static readonly FunctionDefinition Echo = new("Echo", new QueueTrigger("item", "echo", "STORAGE"));
    private static readonly FunctionDefinition Page = new("Page", new HttpTrigger("request", "paper/{*path}", ["get"]));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Success_is_an_empty_object_as_json_and_nothing_else()
    {
        Invocation? seen = null;
        await using var server = await StartAsync(
            (invocation, _) =>
            {
                seen = invocation;
                return Task.CompletedTask;
            }
        );

        using var answer = await server.Client.SendAsync(Invoke("/Echo", Hello), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(new Invocation("the id", "hello", 3), seen);
    }

    [Fact]
    public async Task A_handler_that_throws_is_a_failure_that_tells_strangers_nothing()
    {
        await using var server = await StartAsync((_, _) => throw new FormatException("a secret"));

        using var answer = await server.Client.SendAsync(Invoke("/Echo", Hello), Cancel);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("Echo failed.", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"Data":{}}""")]
    public async Task A_request_that_is_no_invocation_does_not_reach_the_handler(string body)
    {
        await using var server = await StartAsync((_, _) => throw new InvalidOperationException("The handler was called."));
        using var answer = await server.Client.SendAsync(Invoke("/Echo", body), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task An_envelope_larger_than_any_queue_message_is_refused()
    {
        await using var server = await StartAsync((_, _) => throw new InvalidOperationException("The handler was called."));
        var large = $$$"""{"Data":{"item":"{{{new string('a', 2 * 1024 * 1024)}}}"}}""";
        using var answer = await server.Client.SendAsync(Invoke("/Echo", large), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/Echo", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/paper/Echo", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/Nobody", HttpStatusCode.NotFound)]
    [InlineData("POST", "/Page", HttpStatusCode.NotFound)]
    [InlineData("GET", "/page", HttpStatusCode.NotFound)]
    [InlineData("GET", "/paper/1", HttpStatusCode.OK)]
    [InlineData("GET", "/", HttpStatusCode.NotFound)]
    public async Task Triggers_live_at_the_root_and_pages_below_their_own_level(string method, string path, HttpStatusCode status)
    {
        await using var server = await StartAsync((_, _) => Task.CompletedTask);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await server.Client.SendAsync(request, Cancel);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_declared_function_without_a_handler_is_noticed_at_the_start()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(new FunctionRegistry(), Echo));
        Assert.Contains("Echo", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/%45cho")]
    [InlineData("/paper/../Echo")]
    [InlineData("/paper/%2e%2e/Echo")]
    [InlineData("//Echo")]
    [InlineData("/echo")]
    [InlineData("/Echo?")]
    [InlineData("/Echo/")]
    public async Task A_path_that_only_becomes_a_triggers_by_tidying_up_is_not_the_hosts(string path)
    {
        await using var server = await StartAsync((_, _) => throw new InvalidOperationException("The handler was called."));
        var status = await RawRequest.SendAsync(server.Client.BaseAddress!, $"POST {path} HTTP/1.1", Hello);
        Assert.True(status is 404 or 405, $"{path} was answered {status}.");
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("Echo/{*path}")]
    [InlineData("{*path}")]
    [InlineData("{name}")]
    [InlineData("{name?}")]
    [InlineData("e{name}")]
    [InlineData("{root:maxlength(4)?}")]
    [InlineData("")]
    public async Task A_route_that_could_lead_strangers_to_a_trigger_is_noticed_at_the_start(string route)
    {
        var door = new FunctionDefinition("Page", new HttpTrigger("request", route, ["post"]));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync((_, _) => Task.CompletedTask, door));
        Assert.Contains("Page", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_is_no_trigger_may_have_its_route_named_after_it()
    {
        var door = new FunctionDefinition("Page", new HttpTrigger("request", "page/{*path}", ["get"]));
        await using var server = await StartAsync((_, _) => Task.CompletedTask, door);
        using var answer = await server.Client.GetAsync("/paper/1", Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static Task<TestServer> StartAsync(TriggerHandler echo, FunctionDefinition? page = null) =>
        TestServer.StartAsync(
            new FunctionRegistry()
                .Add("Echo", echo)
                .Add("Page", (IEndpointRouteBuilder endpoints) => endpoints.MapGet("/paper/{*path}", () => "page")),
            Echo,
            page ?? Page
        );

    private static HttpRequestMessage Invoke(string path, string body)
    {
        var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body)));
        content.Headers.ContentType = new("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add(HostContract.InvocationIdHeader, "the id");
        return request;
    }
}
