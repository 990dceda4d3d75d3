using System.Net;
using System.Text;
using MailCloud.Functions.Hosting;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Functions.Tests.Hosting;

public class CustomHandlerTests
{
    private const string Hello = """{"Data":{"item":"\"hello\""},"Metadata":{"DequeueCount":"3"}}""";

    private static readonly FunctionDefinition Echo = new("Echo", new QueueTrigger("item", "echo", "STORAGE"));
    private static readonly FunctionDefinition Page = new("Page", new HttpTrigger("request", "page", ["get"]));

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
    [InlineData("POST", "/api/Echo", HttpStatusCode.NotFound)]
    [InlineData("POST", "/Nobody", HttpStatusCode.NotFound)]
    [InlineData("POST", "/Page", HttpStatusCode.NotFound)]
    [InlineData("GET", "/page", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/page", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/page", HttpStatusCode.OK)]
    [InlineData("GET", "/", HttpStatusCode.OK)]
    public async Task Triggers_live_at_the_root_and_pages_under_the_route_prefix(string method, string path, HttpStatusCode status)
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

    [Fact]
    public async Task A_function_that_strangers_could_reach_through_the_route_prefix_is_noticed_at_the_start()
    {
        var forged = new FunctionDefinition("Api", new QueueTrigger("item", "echo", "STORAGE"));
        var registry = new FunctionRegistry().Add("Api", (Invocation _, CancellationToken _) => Task.CompletedTask);
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(registry, forged));
    }

    private static Task<TestServer> StartAsync(TriggerHandler echo) =>
        TestServer.StartAsync(
            new FunctionRegistry().Add("Echo", echo).Add("Page", (HttpContext context) => context.Response.WriteAsync("page")),
            Echo,
            Page
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
